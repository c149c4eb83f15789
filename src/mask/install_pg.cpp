#include "mask/install_pg.hpp"

#include "mask/announce_pg.hpp"
#include "mask/copy_pg.hpp"
#include "mask/dictionary_pg.hpp"
#include "mask/own_schema_pg.hpp"
#include "mask/plan_pg.hpp"
#include "mask/provider_pg.hpp"
#include "mask/refuse_pg.hpp"
#include "mask/rule_pg.hpp"
#include "mask/secret_pg.hpp"
#include "mask/state_pg.hpp"
#include "mask/static_pg.hpp"
#include "mask/stream_rules_pg.hpp"
#include "mask/verify_pg.hpp"
#include "mask/walsender_pg.hpp"

namespace confiture::mask {

void install() {
	install_state();
	install_own_schema();
	install_secret();
	install_dictionary();
	install_rules();
	install_provider();
	install_plan();
	install_copy();
	register_static_masking();
	register_verification();
	install_stream_rules();
	install_announcements();
	install_walsender();
	install_refusals(); // last, so that it is asked first
}

} // namespace confiture::mask
