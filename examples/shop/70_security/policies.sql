-- The application sees the customer that it works for: SET shop.customer_id = '42'.
ALTER TABLE crm.customers ENABLE ROW LEVEL SECURITY;
ALTER TABLE crm.addresses ENABLE ROW LEVEL SECURITY;
ALTER TABLE sales.orders ENABLE ROW LEVEL SECURITY;

CREATE POLICY own ON crm.customers TO shop_app
    USING (id = current_setting('shop.customer_id', true)::bigint);
CREATE POLICY own ON crm.addresses TO shop_app
    USING (customer_id = current_setting('shop.customer_id', true)::bigint);
CREATE POLICY own ON sales.orders TO shop_app
    USING (customer_id = current_setting('shop.customer_id', true)::bigint);

CREATE POLICY all_rows ON crm.customers TO shop_support, shop_analyst USING (true);
CREATE POLICY all_rows ON crm.addresses FOR SELECT TO shop_support, shop_analyst USING (true);
CREATE POLICY all_rows ON sales.orders FOR SELECT TO shop_support, shop_analyst USING (true);
