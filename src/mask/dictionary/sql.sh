#!/bin/sh
# Prints the SQL that fills confiture.dictionary from the *.tsv beside this script, for the extension's install script.
#
# The words go in as hexadecimal UTF-8, so that the script is plain ASCII: an install script is converted to the
# database's encoding as a whole, and would fail in one that lacks a single letter of it. This way a database in another
# encoding gets the words that it can hold.
set -eu
cd "$(dirname "$0")"

echo 'DO $fill$'
echo 'DECLARE'
echo '    source record;'
echo '    word bytea;'
echo 'BEGIN'
echo '    FOR source IN SELECT * FROM (VALUES'
first=1
for file in *.tsv; do
    while IFS="$(printf '\t')" read -r kind words; do
        case $kind in '' | '#'*) continue ;; esac
        [ $first = 1 ] || printf ',\n'
        first=0
        hex=$(printf '%s' "$words" | sed 's/, */\n/g' | od -An -v -tx1 | tr -d ' \n')
        printf "        ('%s', '%s', '\\\\x%s'::pg_catalog.bytea)" "${file%.tsv}" "$kind" "$hex"
    done <"$file"
done
cat <<'SQL'

    ) AS list(locale, kind, words)
    LOOP
        BEGIN
            INSERT INTO confiture.dictionary (locale, kind, value, supplied)
            SELECT source.locale, source.kind, entry, true
            FROM pg_catalog.string_to_table(pg_catalog.convert_from(source.words, 'UTF8'), E'\n') AS entry;
        EXCEPTION WHEN untranslatable_character THEN
            FOR word IN
                SELECT pg_catalog.decode(entry, 'hex')
                FROM pg_catalog.string_to_table(
                    pg_catalog.regexp_replace(pg_catalog.encode(source.words, 'hex'), '(..)', '\1 ', 'g'), '0a ') AS entry
            LOOP
                BEGIN
                    INSERT INTO confiture.dictionary (locale, kind, value, supplied)
                    VALUES (source.locale, source.kind, pg_catalog.convert_from(word, 'UTF8'), true);
                EXCEPTION WHEN untranslatable_character THEN
                    NULL; -- this encoding has no such letter
                END;
            END LOOP;
        END;
    END LOOP;
END
$fill$;
SQL
