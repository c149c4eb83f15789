SELECT 1/0; -- hidden files are not run
