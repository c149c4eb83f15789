// Settings for a while.
#pragma once

#include "pg/guard.hpp"

namespace confiture::pg {

// What is set through it holds until end(). After an error the end of the transaction, or subtransaction, puts it back.
class LocalSettings {
	int const level_ = NewGUCNestLevel();

public:
	LocalSettings() = default;
	LocalSettings(std::initializer_list<std::pair<char const *, char const *>> settings) {
		for (auto const &[name, value] : settings)
			set(name, value);
	}
	LocalSettings(LocalSettings const &) = delete;

	void set(char const *name, char const *value) {
		call([&] {
			(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
		});
	}
	void end() {
		call([&] { AtEOXact_GUC(true, level_); });
	}
};

} // namespace confiture::pg
