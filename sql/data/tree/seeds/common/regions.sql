INSERT INTO tree_test.regions VALUES (1), (2);
