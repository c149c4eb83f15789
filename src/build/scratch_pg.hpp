// Databases that live as long as one function needs them, with the caller's rights: schemas of texts, plans proved.
#pragma once

namespace confiture::build {

// Makes their jobs, the sources "sql:" and "files:", and the proof of plans known; in _PG_init.
void install_scratch();

} // namespace confiture::build
