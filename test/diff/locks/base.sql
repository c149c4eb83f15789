-- What each change is tried on, in a schema of its own.
CREATE DOMAIN dm AS text;
CREATE DOMAIN dmc AS text CHECK (VALUE <> 'no');
CREATE DOMAIN dmn AS integer;
CREATE TYPE en AS ENUM ('a', 'b');
CREATE TYPE ty AS (a integer, b text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE FUNCTION twice(integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN $1 * 2;
CREATE FUNCTION rolled() RETURNS integer LANGUAGE plpgsql VOLATILE AS 'BEGIN RETURN 4; END';
CREATE TABLE r (id bigint PRIMARY KEY);
CREATE TABLE t (
	id bigint PRIMARY KEY, a integer, b text, v varchar(20), nm numeric(10,2), ch char(4), ts timestamp, tm timestamp(3),
	vb varbit(8), ip cidr, js json, de dm, dn dmn, nn integer NOT NULL DEFAULT 1, ii integer NOT NULL, rid bigint,
	rng int4range, CONSTRAINT ckold CHECK (a > -1), CONSTRAINT fkold FOREIGN KEY (rid) REFERENCES r);
CREATE INDEX t_a ON t (a);
CREATE UNIQUE INDEX t_uii ON t (ii);
INSERT INTO r VALUES (1);
INSERT INTO t VALUES (1, 1, '1', '1', 1, '1', now(), now(), '1', '10.0.0.0/8', '1', '1', 1, 1, 1, 1, '[1,2)');
