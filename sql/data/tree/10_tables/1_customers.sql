-- depends: 10_tables/10_regions.sql
CREATE TABLE tree_test.customers (id int PRIMARY KEY, region int REFERENCES tree_test.regions);
