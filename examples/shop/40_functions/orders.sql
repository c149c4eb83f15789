-- depends: catalog.sql
CREATE FUNCTION sales.add_line(order_id bigint, sku text, quantity integer)
RETURNS smallint
LANGUAGE plpgsql
AS $$
DECLARE
    product catalog.products;
    new_line smallint;
BEGIN
    SELECT * INTO STRICT product FROM catalog.products AS p WHERE p.sku = add_line.sku;
    UPDATE catalog.stock AS s SET reserved = reserved + add_line.quantity WHERE s.product_id = product.id;

    INSERT INTO sales.order_lines (order_id, line, product_id, quantity, unit_price, vat)
    SELECT o.id,
           (SELECT count(*) + 1 FROM sales.order_lines AS l WHERE l.order_id = o.id),
           product.id,
           add_line.quantity,
           catalog.price_on(product.id, coalesce(o.placed_at::date, current_date)),
           c.vat
    FROM sales.orders AS o
        JOIN crm.addresses AS a ON a.id = o.address_id
        JOIN reference.countries AS c ON c.code = a.country_code
    WHERE o.id = add_line.order_id
    RETURNING line INTO STRICT new_line;
    RETURN new_line;
END;
$$;
COMMENT ON FUNCTION sales.add_line(bigint, text, integer)
IS 'adds a product to an order at the price of the day, and reserves it';

CREATE FUNCTION sales.order_total(order_id bigint)
RETURNS numeric
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce(sum(l.gross), 0) FROM sales.order_lines AS l WHERE l.order_id = order_total.order_id;
END;

CREATE PROCEDURE sales.pay(order_id bigint, method sales.payment_method, card_holder text DEFAULT NULL,
                           card_number text DEFAULT NULL, iban text DEFAULT NULL)
LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO sales.payments (order_id, method, amount, card_holder, card_number, iban)
    VALUES (order_id, method, sales.order_total(order_id), card_holder, card_number, iban);
    UPDATE sales.orders AS o SET status = 'paid' WHERE o.id = pay.order_id;
END;
