CREATE FUNCTION catalog.price_on(product_id integer, day date)
RETURNS catalog.amount
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT p.amount
    FROM catalog.prices AS p
    WHERE p.product_id = price_on.product_id AND p.valid @> price_on.day;
END;
COMMENT ON FUNCTION catalog.price_on(integer, date) IS 'the price of a product on a day; null if it was not for sale';

CREATE FUNCTION catalog.find_products(words text, max_rows integer DEFAULT 20)
RETURNS TABLE (sku text, name text, rank real)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT p.sku, p.name, ts_rank(p.search, query)
    FROM catalog.products AS p, websearch_to_tsquery('english', words) AS query
    WHERE p.search @@ query
    ORDER BY 3 DESC, 1
    LIMIT max_rows;
END;
