CREATE TABLE tree_test.orders (id int PRIMARY KEY, customer int REFERENCES tree_test.customers, state tree_test.state);
