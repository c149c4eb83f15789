-- depends: b.sql
CREATE VIEW tree_test.a AS SELECT * FROM tree_test.b;
