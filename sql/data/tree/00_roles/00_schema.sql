CREATE SCHEMA tree_test;
