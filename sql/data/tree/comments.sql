COMMENT ON SCHEMA tree_test IS 'last: names without a number come after all numbers';
