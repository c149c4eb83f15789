// Trees of DDL files as schema sources: "dir:PATH".
#pragma once

namespace confiture::build {

// Makes the form known; in _PG_init.
void register_schema_source();

} // namespace confiture::build
