// The output plugin confiture_decode, as a library of its own: the server finds plugins by the names of their files.
// It leads to confiture.so, where everything is.
#include "pg/postgres.hpp"

extern "C" {
PG_MODULE_MAGIC;

PGDLLEXPORT void _PG_output_plugin_init(OutputPluginCallbacks *callbacks);

void _PG_output_plugin_init(OutputPluginCallbacks *callbacks) {
	auto const init = reinterpret_cast<LogicalOutputPluginInit>(
		load_external_function("$libdir/confiture", "confiture_output_plugin_init", true, nullptr));
	init(callbacks);
}
}
