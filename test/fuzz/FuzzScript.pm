# Scripts put together at random from what is tricky to split into statements. Most of what they do is to insert
# texts, so that a text that was taken apart wrongly shows.
package FuzzScript;
use strict;
use warnings;

sub pick { return $_[int rand @_] }
sub chance { return rand() < $_[0] }

# What each schema holds before its script runs.
sub tables {
	return 'CREATE TABLE log (n int GENERATED ALWAYS AS IDENTITY, a text, b text);'
		. 'CREATE TABLE "o;dd""name" (a int, b text);';
}

my $name = 0;

sub comment {
	return pick(
		'/* ; */', "/* ' */", '/* " */', '/* $$ */', '/* /* ; */ ; */', '/**/', '/*-- */', "/*\n;\n*/", "-- ;\n", "-- '\n",
		"-- \"; \$\$ /*\n", "--\n", '/* :num :\'txt\' */', "-- \\echo no\n", '/* \\i no */', "--\\;\n", "/* /* */\n*/");
}

sub gap { return chance(0.15) ? ' ' . comment() . ' ' : chance(0.1) ? "\n" : chance(0.05) ? "\r\n" : ' ' }

sub quoted {
	return pick(
		"'a;b'", "'it''s'", "''", "'\\'", "'a\nb;\nc'", "'\$\$'", "'--'", "'/*'", "':num'", "'\"'", "'a\r\nb'",
		"E'a\\'b;'", "E'\\\\'", "E'a\\nb'", "e'\\u0041\\x41\\101;'", "E'''\\''", 'E\'\\"\'',
		'$$;$$', '$a$ ; $$ ; $a$', '$_b1$it\'s$_b1$', '$$a$b$c$$', "\$\$\nx;\n\$\$", '$a$$a$', '$é$;\'$é$',
		"U&'\\0041;'", "u&'d!0061t' UESCAPE '!'", "U&'a''b'", "N'n;'", "'a'\n'b;'", "'a' -- '\n 'b'", "'\\;'",
		":'txt'", ":'odd'", ":'quote'", ':\'num\'', "'é;ü'", "'\xe2\x82\xac'", '(:\'txt\' || \';\')', "'a\\\nb'",
		"E'\\\n'", '\'$a$\' || $a$\'$a$', "b'101'::text", "x'1F'::text", "'\\\\'");
}

sub value {
	return pick(
		sub { quoted() }, sub { quoted() }, sub { quoted() },
		sub { pick('1', '-1', '1.5e3', ':num', '-:num', '(:num)', ':num::int', '1::int', '((1))', '(array[1,2,3])[1:2]', '(array[1,2,3])[:num:2]',
			'(array[1,2,3])[:num]', ':expr', '(:expr)', 'null', ':{?num}', ':{?none}', '(:nested)', ':multi') },
		sub { '(' . gap() . quoted() . gap() . '||' . gap() . quoted() . gap() . ')' },
		sub { "CASE WHEN true THEN" . gap() . quoted() . gap() . "END" },
		sub { '(SELECT ' . quoted() . ' FROM (VALUES (1)) v(begin))' },
		sub { pick('1 OPERATOR(pg_catalog.+) 1', "3 - -1", '5 %2', '@ -3', '2 * -:num', "'{}'::jsonb || '{}'", '1<>2', '1!=2', "'a' ~ '^;'", '1=-1') },
	)->();
}

sub insert {
	my $insert = 'INSERT INTO' . gap() . pick('log', '"log"', ':"table"', ':table') . gap() . '(a, b)';
	my @values = (value(), value());
	return $insert . gap() . pick(
		'SELECT (' . $values[0] . ")::text,\n(" . $values[1] . ')::text',
		'VALUES (' . gap() . $values[0] . gap() . ', ' . $values[1] . gap() . ')');
}

# One that refers to no variable, as within a quoted body.
sub plain_insert {
	my $insert;
	do { $insert = insert() } while ($insert =~ /:[^:]|\$do\$/);
	return $insert;
}

sub statement {
	my $n = ++$name;
	return pick(
		(\&insert) x 8,
		sub { "SELECT" . gap() . value() },
		sub { "CREATE" . pick(' ', ' OR REPLACE ') . "FUNCTION f$n() RETURNS text LANGUAGE sql" . gap() . "BEGIN ATOMIC" . gap()
			. "SELECT " . quoted() . ";" . gap() . "SELECT CASE WHEN true THEN ';' ELSE 'end' END;" . gap() . "END" },
		sub { "CREATE PROCEDURE p$n(\"begin\" int) LANGUAGE sql BEGIN ATOMIC" . gap() . insert() . ";" . gap() . pick('', insert() . ';') . ' END' },
		sub { "CREATE FUNCTION f$n(a int DEFAULT (CASE WHEN true THEN 1 END)) RETURNS int" . gap() . "RETURN" . gap() . "a + 1" },
		sub { "CREATE FUNCTION f$n() RETURNS text LANGUAGE sql AS" . gap() . pick("'SELECT '';'';'", '$f$SELECT $$a;b$$; SELECT \'x\'$f$', "\$\$\nSELECT 1;\nSELECT ';'\n\$\$", 'E\'SELECT \\\'a;\\\'\'') },
		sub { "CREATE FUNCTION \"begin$n\"() RETURNS int LANGUAGE sql AS 'SELECT 1; SELECT 2'" },
		sub { "CREATE TABLE t$n (a int, b text DEFAULT " . quoted() . ")" },
		sub { "CREATE TABLE t$n (a int);" . gap() . "CREATE RULE r AS ON INSERT TO t$n DO ALSO (" . insert() . ";" . gap() . insert() . pick(';', '') . ")" },
		sub { "CREATE VIEW v$n AS SELECT" . gap() . quoted() . gap() . "AS a, 1 AS \"b;\"" },
		sub { "DO \$do\$ BEGIN " . pick(plain_insert() . ';', 'NULL;', "RAISE NOTICE ';';") . " END \$do\$" },
		sub { "COMMENT ON TABLE log IS" . gap() . pick("'a;b'", "E'it\\'s'", "'a\nb'", ":'txt'", "U&'\\0041'") },
		sub { pick('', comment(), ' ', "\n") },
		sub { "SET standard_conforming_strings = " . pick('on', 'off') },
		sub { pick("SET", "SET LOCAL") . " search_path = s:case, pg_catalog" },
		sub { "INSERT INTO \"o;dd\"\"name\" VALUES (" . pick(1, ':num') . ", " . quoted() . ")" },
		sub { "CREATE TABLE \"t;$n\" (\"a'b\" int, \"c\\d\" text)" },
		sub { pick(':stmt', ':two') },
		sub { my $b = insert(); "EXPLAIN $b" },
		sub { "WITH x AS (" . insert() . " RETURNING a) SELECT count(*) FROM x" },
	)->();
}

sub ending {
	return pick((';') x 20, "\n;", ' ; ', ";;", ";\n\n", "\\;", " \\g\n", ";--\n", "; " . comment(), " \\gx\n");
}

# A comment alone is an empty query to psql's \g.
sub finished {
	my ($statement) = @_;
	return $statement . ($statement =~ m{^\s*(/\*|--|$)} ? ';' : ending());
}

# psql takes what follows for data when an empty statement comes right behind the data.
sub copy_block { return copy_with_data() . "SELECT 1;\n" }

sub copy_with_data {
	my $eol = pick("\n", "\n", "\r\n");
	return pick(
		"COPY log (a, b) FROM stdin;\n" . join('', map { "$_\n" } pick('a;b', "it's", '\\N', '\\\\.', '$$', '\\x41'), ()) =~ s/\n/\tx\n/gr . "\\.\n",
		"COPY log (a, b) FROM stdin;${eol}1\tb$eol\\N\t:num$eol;\t'$eol\\.$eol",
		"COPY log (a, b) FROM stdin WITH (FORMAT csv);\n\"a;\nb\",\"it's\"\"\"\n1,\n\\.\n",
		"COPY log (a, b) FROM stdin (FORMAT csv, HEADER);\na,b\n\"x\",y\n\\.\n",
		"COPY log (a, b) FROM stdin csv WHERE a <> 'no';\nno,1\nyes,2\n\\.\n",
		"COPY log (a, b) FROM stdin DELIMITER ';';\n1;2\n\\.\n",
		"COPY log (a, b) FROM stdin; INSERT INTO log (a) VALUES ('behind');\n1\t2\n\\.\n",
		"COPY log (a, b) FROM stdin;\n\\.\n",
		"COPY log (a, b) FROM stdin \\g\nx\ty\n\\.\n",
		"COPY log (a, b) FROM stdin; COPY log (a) FROM stdin;\n1\t2\n\\.\n3\n\\.\n",
		"\\copy log (a, b) from 'data.txt'\n",
		"\\copy log (a, b) from stdin\n1\t2\n\\.\n",
		"\\copy log(a,b) from data.csv csv header\n",
		"COPY log (a, b) FROM stdin;\nx\ty\n\\.\nCOPY log (a, b) FROM stdin;\nz\t\\n\n\\.\n",
		"copy log (a, b) from stdin;\n" . ("0123456789\tabcdefghij\n" x int(rand 4000)) . "\\.\n");
}

my $depth = 0;

sub command {
	return pick(
		sub { "\\set " . pick("num " . int(rand 9), "txt 'it''s ;'", "txt a;b", "odd 'x\\\\y\\'z'", "expr '1 + 2'", "multi '1\\n+2'", "quote '\\''",
			"nested ':num + :expr'", "table log", "table \"log\"", "two 'SELECT 1; SELECT 2'", "stmt 'SELECT 1'", "x :num", "x :'txt'", "x", "x a b 'c d'") . "\n" },
		sub { "\\echo " . pick('hello', "':num'", ':num', ':"table"', "'a;b' \"x\"", '', '-n a', '`') =~ s/`//r . "\n" },
		sub { "\\set num 3 \\\\ " },
		sub { "\\echo a \\echo b \\\\ " },
		sub { pick("\\unset none\n", "\\pset format aligned\n", "\\timing off\n", "\\t off\n", "\\x off\n", "\\a\n", "\\encoding UTF8\n", "\\qecho\n", "\\warn x\n", "\\r\n") },
		sub { "\\i " . pick('one.sql', 'two.sql', "'one.sql'") . "\n" },
		sub { "\\ir " . pick('one.sql', 'two.sql') . "\n" },
		sub { "SELECT 5 AS num, 'g;s' AS txt \\gset\n" },
		sub { "SELECT 5 AS num\n\\gset pre_\n" },
		sub { "SELECT 'INSERT INTO log (a) VALUES (' || i || ')' FROM generate_series(1, 2) i \\gexec\n" },
		sub { "SELECT 'SELECT '';''', NULL, 'INSERT INTO log (a) VALUES ('';'')' \\gexec\n" },
		sub {
			return '' if $depth > 2;
			$depth++;
			my $text = "\\if " . pick('true', 'false', 'on', 'off', '1', '0', ':{?num}', ':{?none}', 'yes', 'no') . "\n" . body(1 + rand 2)
				. (chance(0.3) ? "\\elif " . pick('true', 'false', ':{?num}') . "\n" . body(1) : '')
				. (chance(0.5) ? "\\else\n" . body(1) : '') . "\\endif\n";
			$depth--;
			return $text;
		},
		sub {
			my $middle = pick('true', 'false', ':{?none}');
			return "INSERT INTO log (a) VALUES (" . gap() . "\n\\if $middle\n" . value() . "\n\\else\n" . quoted() . "\n\\endif\n)" . ending();
		},
		sub { "INSERT INTO log (a)\n\\echo middle\nVALUES (" . value() . ")\n\\set num 7\n, (:num)" . ending() },
		sub { "INSERT INTO log (a) SELECT 'lost'\n\\r\n" },
	)->();
}

sub wrong {
	return pick(
		'SELECT 1/0;', 'SELEC 1;', 'SELECT no_such;', 'SELECT (;', "SELECT 'x;\n", '/* open', 'SELECT $$x;', '\\if true', '\\else', '\\endif',
		'\\i no_such.sql', ($depth ? () : ('\\nonsense', '\\.', "COPY log (a, b) FROM stdin;\nonly\n\\.\n")), "\\copy log from 'none.txt'", 'INSERT INTO log (a) VALUES (:none);', "SELECT 1 WHERE false \\gset\n", 'SELECT E\'\\u00\';', '\\set 1;x y', '"', 'SELECT 1 ) ;');
}

sub padding {
	my $size = pick(20000, 32700, 65400 + int rand 200, 131000 + int rand 200);
	return pick('/* ' . ('x' x $size) . " */\n", '-- ' . ('y' x $size) . "\n", "\n" x $size, "SELECT '" . ('z' x $size) . "';\n", "-- é\n" x ($size / 6));
}

sub body {
	my ($count) = @_;
	my $text = '';
	for (1 .. $count) {
		$text .= chance(0.12) && !$depth ? copy_block() : chance(0.3) ? command() : chance(0.01) ? wrong() : finished(statement());
		$text .= chance(0.7) ? "\n" : chance(0.5) ? gap() : '';
		$text .= padding() if chance(0.01);
		# psql commands begin where a line or a statement does
		$text .= "\n" if chance(0.3) && $text !~ /\n\z/;
	}
	return $text;
}

# The files of one script; "main.sql" is the one to run.
sub script {
	my ($number) = @_;
	my $head = "\\set case $number\n\\set num 2\n\\set quote '\\''\n"
		. (chance(0.1) ? '' : "\\set txt 'it''s; \"here\"'\n\\set expr '(1 + 1)'\n\\set table log\n\\set odd 'a\\\\b''c'\n")
		. (chance(0.1) ? '' : "\\set nested ':expr * :num'\n\\set stmt 'INSERT INTO log (a) VALUES (1)'\n\\set two 'INSERT INTO log (a) VALUES (2); SELECT 3'\n\\set multi '1 +\\n 2'\n");
	my %files = (
		'main.sql' => pick('', "\xEF\xBB\xBF") . $head . body(3 + rand 15) . pick('', "\n", '-- end', 'SELECT 1', ';'),
		'one.sql' => pick('', "INSERT INTO log (a) VALUES ('one')", "SELECT :num;\n", "\\set num 9\n", body(1)),
		'two.sql' => pick("INSERT INTO log (a) VALUES ('two');", "COPY log (a) FROM stdin;\nincluded\n\\.\n", "\\q\nSELECT 1/0;", "-- nothing"),
		'data.txt' => "1\t2\nit's\t;\n",
		'data.csv' => "a,b\n\"x\ny\",z\n",
	);
	$files{'one.sql'} =~ s/\\ir? .*//g; # no circles
	return %files;
}

1;
