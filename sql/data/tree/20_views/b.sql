CREATE VIEW tree_test.b AS SELECT id FROM tree_test.orders;
