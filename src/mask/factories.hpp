// What the table of strategies has the masks made by; each is defined beside its mask.
#pragma once

#include "mask/arguments.hpp"
#include "mask/mask.hpp"

namespace confiture::mask {

#define CONFITURE_MASK_FACTORY(name) std::unique_ptr<Mask> name(Arguments const &, Target const &, Environment const &)

CONFITURE_MASK_FACTORY(make_keep); // removal.cpp
CONFITURE_MASK_FACTORY(make_redact);
CONFITURE_MASK_FACTORY(make_empty_string);
CONFITURE_MASK_FACTORY(make_first_name); // person.cpp
CONFITURE_MASK_FACTORY(make_last_name);
CONFITURE_MASK_FACTORY(make_name);
CONFITURE_MASK_FACTORY(make_username);
CONFITURE_MASK_FACTORY(make_email);
CONFITURE_MASK_FACTORY(make_street); // place.cpp
CONFITURE_MASK_FACTORY(make_address);
CONFITURE_MASK_FACTORY(make_city);
CONFITURE_MASK_FACTORY(make_country);
CONFITURE_MASK_FACTORY(make_company);
CONFITURE_MASK_FACTORY(make_user_agent);
CONFITURE_MASK_FACTORY(make_phone); // identifier.cpp
CONFITURE_MASK_FACTORY(make_postcode);
CONFITURE_MASK_FACTORY(make_iban);
CONFITURE_MASK_FACTORY(make_credit_card);
CONFITURE_MASK_FACTORY(make_ssn);
CONFITURE_MASK_FACTORY(make_ip); // network.cpp
CONFITURE_MASK_FACTORY(make_mac);
CONFITURE_MASK_FACTORY(make_url);
CONFITURE_MASK_FACTORY(make_uuid);
CONFITURE_MASK_FACTORY(make_hash); // cryptographic.cpp
CONFITURE_MASK_FACTORY(make_pseudonym);
CONFITURE_MASK_FACTORY(make_encrypt);
CONFITURE_MASK_FACTORY(make_fpe);
CONFITURE_MASK_FACTORY(make_noise); // number.cpp
CONFITURE_MASK_FACTORY(make_bucket);
CONFITURE_MASK_FACTORY(make_round);
CONFITURE_MASK_FACTORY(make_generalize);
CONFITURE_MASK_FACTORY(make_date_shift); // time.cpp
CONFITURE_MASK_FACTORY(make_truncate_date);
CONFITURE_MASK_FACTORY(make_birthdate);
CONFITURE_MASK_FACTORY(make_partial); // text.cpp
CONFITURE_MASK_FACTORY(make_lorem);
CONFITURE_MASK_FACTORY(make_redact_text);

#undef CONFITURE_MASK_FACTORY

} // namespace confiture::mask
