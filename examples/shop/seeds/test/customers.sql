-- Rows that tests name: their ids never change.
INSERT INTO crm.customers (id, given_name, family_name, email, phone, birth_date, signup_ip, notes) VALUES
    (1, 'Ada', 'Lindqvist', 'ada.lindqvist@example.com', '+46701740605', '1985-12-10', '192.0.2.10', NULL),
    (2, 'Bruno', 'Keller', 'bruno.keller@example.org', '+41446681800', '1972-03-01', '198.51.100.23',
     'Prefers calls after 17:00, ask for Mrs. Keller'),
    (3, 'Chiara', 'D''Amico', 'chiara@example.net', NULL, NULL, '2001:db8::3', NULL);
ALTER TABLE crm.customers ALTER id RESTART WITH 100;

INSERT INTO crm.addresses (id, customer_id, kind, street, postal_code, city, country_code) VALUES
    (1, 1, 'shipping', 'Storgatan 12', '111 22', 'Stockholm', 'SE'),
    (2, 2, 'shipping', 'Seestrasse 8', '8002', 'Zürich', 'CH'),
    (3, 2, 'billing', 'Postfach 77', '8021', 'Zürich', 'CH'),
    (4, 3, 'shipping', 'Via Appia 100', '00179', 'Roma', 'IT');
ALTER TABLE crm.addresses ALTER id RESTART WITH 100;
