CREATE TYPE tree_test.state AS ENUM ('new', 'old');
