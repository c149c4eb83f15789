// The dictionaries of fakes, as the table confiture.dictionary holds them.
#pragma once

#include "mask/dictionary.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// Read once per session, and again after the table changed; whoever asks, since fakes are nobody's data. Kept alive by
// who holds them: masks point into them.
[[nodiscard]] std::shared_ptr<Dictionaries const> current_dictionaries();

[[nodiscard]] std::uint64_t dictionary_generation() noexcept;

// For the table's trigger: every session reads it anew once the transaction has committed.
void forget_dictionaries();

void install_dictionary();

} // namespace confiture::mask
