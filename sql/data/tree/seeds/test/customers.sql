INSERT INTO tree_test.customers VALUES (1, 2);
