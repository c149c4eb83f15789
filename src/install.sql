CREATE SCHEMA confiture;
COMMENT ON SCHEMA confiture IS 'tables, views and masks of the extension confiture';
GRANT USAGE ON SCHEMA confiture TO PUBLIC;
