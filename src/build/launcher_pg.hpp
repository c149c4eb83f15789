// The background worker that looks after confiture's own databases: it drops what killed builds left behind and what is
// no longer used, and keeps the stores of clones filled. Needs shared_preload_libraries.
#pragma once

#include <string>

namespace confiture::build {

// Defines its settings and starts it with the server; called once, by _PG_init.
void install_launcher();

// One round of its work, in a worker with the rights of a superuser.
std::string maintain_job(std::string const &request);

} // namespace confiture::build
