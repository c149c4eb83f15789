CREATE TABLE tree_test.regions (id int PRIMARY KEY);
