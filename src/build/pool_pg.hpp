// Clones of templates in store, so that a new database is a rename. They are closed until they are taken.
#pragma once

#include "pg/worker.hpp"

namespace confiture::build {

// Defines confiture.pool_size; called once, by _PG_init.
void define_pool_setting();

[[nodiscard]] int pool_size();

// The databases in store for a template that the current role may drop, be they its own or not.
[[nodiscard]] std::vector<std::string> droppable_pool_databases(std::string const &key);

// Reserves a database in store for this transaction, which is to rename it.
[[nodiscard]] std::optional<std::string> take_from_pool(std::string const &key);

// Gives a database in store for a template another name, at once. Whether there was one.
[[nodiscard]] bool claim_from_pool(pg::Session const &session, std::string const &key, std::string const &name);

// Has a background worker fill up the store for a template. It starts when the current transaction has ended.
void refill_pool(pg::Session const &session, std::string const &key);

// The workers' parts of them.
std::string claim_job(std::string const &request);
std::string refill_job(std::string const &key);

} // namespace confiture::build
