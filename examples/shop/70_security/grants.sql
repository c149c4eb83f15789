GRANT USAGE ON SCHEMA reference, catalog, crm, sales TO shop_app, shop_support, shop_analyst;

GRANT SELECT ON ALL TABLES IN SCHEMA reference, catalog TO shop_app, shop_support, shop_analyst;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA crm, sales TO shop_app;
GRANT UPDATE (reserved) ON catalog.stock TO shop_app;
GRANT DELETE ON sales.order_lines TO shop_app;

GRANT SELECT ON ALL TABLES IN SCHEMA crm, sales TO shop_support, shop_analyst;
GRANT UPDATE (notes) ON crm.customers TO shop_support;
