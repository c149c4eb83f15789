-- Numbers of any size and scale go through masks as the server stores them.
BEGIN;
SET client_min_messages = warning;
SELECT plan(5);

CREATE TEMPORARY TABLE number AS
	SELECT round((random() * 10 ^ (i % 14))::numeric * (CASE WHEN i % 2 = 0 THEN 1 ELSE -1 END) * 10::numeric ^ (i / 7 % 13 - 12), i % 19) AS n
	FROM generate_series(1, 20000) AS i
	UNION ALL SELECT text::numeric FROM unnest('{0, 0.0, 0.00000, 1, -1, 10000, 100000000, 0.0001, 0.00010, 0.00001, 1e-18, 1234567890123456.12345678,
		-0.00000000000001, 99999999999999999999999999999999999, 999999999999999999999999999999999999, 9999.9999, 1e24, 0.1, 100, 1e30,
		18446744073709551616, -367735065350.0000000, 10000000000000000, 1e32, 99999999999999999.999999999999999999, NaN, Infinity, -Infinity}'::text[]) AS text;

SELECT is(count(*), 0::bigint, 'a mask that has nothing to round gives each number back, to the bit')
	FROM number WHERE numeric_send(confiture.round(n, digits => 18)) <> numeric_send(n);
SELECT is(count(*), 0::bigint, 'also as text') FROM number WHERE confiture.round(n, digits => 18)::text <> n::text;
SELECT is(count(*), 0::bigint, 'rounding is the server''s') FROM number WHERE confiture.round(n, digits => 2) <> round(n, 2);
SELECT is(count(*), 0::bigint, 'noise stays within its bounds') FROM number
	WHERE abs(n) < 'Infinity' AND abs(confiture.noise(n, ratio => 0.1) - n) > abs(n) * 0.1001 + 1 / 10::numeric ^ scale(n);
SELECT is(count(*), 0::bigint, 'equal numbers have equal noise, whatever their scale') FROM number
	WHERE scale(n) < 10 AND abs(n) < 1e30
		AND abs(confiture.noise(n, ratio => 0.1) - confiture.noise(n * 1.00, ratio => 0.1)) > abs(n) * 1e-12 + 2 / 10::numeric ^ scale(n);

SELECT * FROM finish();
ROLLBACK;
