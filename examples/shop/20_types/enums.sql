CREATE TYPE sales.order_status AS ENUM ('open', 'placed', 'paid', 'shipped', 'delivered', 'cancelled');
CREATE TYPE sales.payment_method AS ENUM ('card', 'transfer', 'invoice');
CREATE TYPE crm.address_kind AS ENUM ('billing', 'shipping');
