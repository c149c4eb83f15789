-- What holds for each strategy and each type that it takes, over many values: masks repeat, are of the column's type and
-- length, stay different where the strategy says so, and keep nulls. What is listed at the end are the exceptions, on
-- values that are none of the strategy's kind: numbers that are no cards, words too short to encrypt in place.
SET confiture.secret = 'a secret of the tests';
SET client_min_messages = warning;
CREATE SCHEMA val;
SET search_path = val;

-- columns of all kinds of types, with how values are made from a number
CREATE TABLE kind (class text, type text, make text);
INSERT INTO kind VALUES
	('text', 'text', '''User'' || i || ''@Corp'' || i % 7 || ''.example'''),
	('text', 'varchar(40)', '''+44 20 '' || lpad((7000000 + i)::text, 8, ''0'')'),
	('text', 'char(30)', '''Zoë Ångström '' || i'),
	('text', 'name', '''person '' || i'),
	('text', 'varchar(12)[]', 'ARRAY[''a'' || i, NULL, ''192.0.2.'' || i % 256]'),
	('smallint', 'smallint', '(i % 30000)::smallint'),
	('integer', 'integer', 'i * 1000'),
	('integer', 'integer[]', 'ARRAY[i, -i]'),
	('bigint', 'bigint', '4111111100000000 + i'),
	('double precision', 'real', '(i * 1.5)::real'),
	('double precision', 'double precision', 'i / 3.0'),
	('numeric', 'numeric', 'i * 1.01'),
	('numeric', 'numeric(7, 2)', 'i * 9.99'),
	('boolean', 'boolean', 'i % 2 = 0'),
	('date', 'date', 'date ''1930-01-01'' + i * 3'),
	('timestamp', 'timestamp', 'timestamp ''1990-01-01'' + i * interval ''7 hours'''),
	('timestamp', 'timestamptz', 'timestamptz ''1990-01-01 00:00Z'' + i * interval ''7 hours'''),
	('uuid', 'uuid', 'md5(i::text)::uuid'),
	('inet', 'inet', '''10.0.0.0''::inet + i'),
	('inet', 'cidr', 'set_masklen(''2001:db8::''::cidr + (i::bigint << 16), 112)'),
	('macaddr', 'macaddr', '(''08:00:2b:00:'' || lpad(to_hex(i / 256), 2, ''0'') || '':'' || lpad(to_hex(i % 256), 2, ''0''))::macaddr'),
	('macaddr', 'macaddr8', '(''08:00:2b:00:00:01:'' || lpad(to_hex(i / 256), 2, ''0'') || '':'' || lpad(to_hex(i % 256), 2, ''0''))::macaddr8'),
	('bytea', 'bytea', 'decode(md5(i::text), ''hex'')');

CREATE TABLE result (strategy text, type text, problem text);
CREATE FUNCTION check_strategy(strategy text, uniqueness text, kind kind) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	label text := CASE strategy WHEN 'date_shift' THEN 'date_shift(entity => ''id'')' WHEN 'round' THEN 'round(to => 10)' ELSE strategy END;
	found record;
BEGIN
	EXECUTE format('CREATE TABLE subject (id int, value %s)', kind.type);
	EXECUTE format('INSERT INTO subject SELECT i, %s FROM generate_series(1, 500) i', kind.make);
	INSERT INTO subject VALUES (0, NULL);
	IF kind.type <> 'boolean' THEN
		CREATE UNIQUE INDEX ON subject (value);
	END IF;
	EXECUTE format('SECURITY LABEL FOR confiture ON COLUMN subject.value IS %L', label);
	CREATE TABLE raw AS TABLE subject;
	SET LOCAL confiture.masking = on;
	CREATE TABLE once AS TABLE subject;
	CREATE TABLE twice AS TABLE subject;
	SET LOCAL confiture.masking = off;
	-- put back into a column of the same type, to see that they fit
	EXECUTE format('CREATE TABLE fits (value %s)', kind.type);
	INSERT INTO fits SELECT value FROM once;
	SELECT count(*) AS rows, count(o.value) AS values, count(DISTINCT o.value) AS different,
		count(*) FILTER (WHERE o.value IS DISTINCT FROM t.value) AS unlike,
		count(*) FILTER (WHERE o.value = r.value) AS clear, max(pg_typeof(o.value)::text) AS type
	INTO found FROM once o JOIN twice t USING (id) JOIN raw r USING (id);
	IF found.rows <> 501 OR found.values <> 500 THEN
		RETURN NEXT format('%s rows, %s values', found.rows, found.values);
	END IF;
	IF found.unlike > 0 THEN
		RETURN NEXT format('%s masks do not repeat', found.unlike);
	END IF;
	IF uniqueness <> 'lossy' AND found.different < 500 THEN
		RETURN NEXT format('%s different masks of 500', found.different);
	END IF;
	-- buckets and roundings keep what lies on their border, and choices may fall on the value itself
	IF found.clear > 25 AND strategy NOT IN ('round', 'bucket', 'truncate_date', 'noise') THEN
		RETURN NEXT format('%s values in clear', found.clear);
	END IF;
	IF found.type NOT IN (SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = 'subject'::regclass AND attname = 'value') THEN
		RETURN NEXT 'of type ' || found.type;
	END IF;
	DROP TABLE subject, raw, once, twice, fits;
END $$;

DO $$
DECLARE
	strategy record;
	kind kind;
	tried int := 0;
BEGIN
	FOR strategy IN SELECT s.* FROM confiture.strategy() s
		WHERE EXISTS (SELECT FROM pg_proc WHERE proname = s.name AND pronamespace = 'confiture'::regnamespace)
			AND name NOT IN ('regex', 'tokenize') -- which need a pattern, and a vault
		ORDER BY name COLLATE "C"
	LOOP
		FOR kind IN SELECT k.* FROM kind k WHERE k.class = ANY (string_to_array(strategy.input_types, ', ')) LOOP
			tried := tried + 1;
			BEGIN
				INSERT INTO result SELECT strategy.name, kind.type, p
				FROM check_strategy(strategy.name, strategy.uniqueness, kind) p;
			EXCEPTION WHEN OTHERS THEN
				INSERT INTO result VALUES (strategy.name, kind.type, SQLERRM);
			END;
		END LOOP;
	END LOOP;
	INSERT INTO result VALUES ('tried', tried::text);
END $$;
SELECT * FROM result ORDER BY strategy COLLATE "C", type COLLATE "C", problem COLLATE "C";

DROP SCHEMA val CASCADE;
