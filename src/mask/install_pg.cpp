#include "mask/install_pg.hpp"

#include "mask/state_pg.hpp"

namespace confiture::mask {

void install() {
	install_state();
}

} // namespace confiture::mask
