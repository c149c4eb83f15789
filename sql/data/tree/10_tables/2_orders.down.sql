DROP TABLE tree_test.orders;
