#include "mask/walsender_pg.hpp"

#include "mask/announce_pg.hpp"
#include "mask/state_pg.hpp"

namespace confiture::mask {

namespace {

ClientAuthentication_hook_type next_authentication = nullptr;
PQcommMethods const *next_methods = nullptr;
bool masked_walsender = false;

// Of a walsender that isn't masked: the roles that it acts as, and what was announced before it read their labels.
struct Login {
	std::vector<Oid> roles;
	std::uint64_t announced;
};
Login &login() {
	static auto *const kept = new Login; // never destroyed
	return *kept;
}

// Whether it would be masked now. Asked for each message: mostly one look into shared memory.
bool became_masked() {
	Login &known = login();
	std::uint64_t const now = announcements();
	if (now == known.announced)
		return false;
	if (was_announced(known.roles, known.announced))
		return true;
	known.announced = now;
	return false;
}

// Names of output plugins that led to ours; what a name leads to doesn't change in a process.
std::vector<std::string> &masking_plugins() {
	static auto *const names = new std::vector<std::string>; // never destroyed
	return *names;
}

bool carries_data(char type) {
	constexpr char copy_data = 'd', copy_out = 'H', copy_both = 'W';
	return type == copy_data || type == copy_out || type == copy_both;
}

bool streams_masked() {
	return MyReplicationSlot != nullptr && SlotIsLogical(MyReplicationSlot) &&
		   std::ranges::find(masking_plugins(), NameStr(MyReplicationSlot->data.plugin)) != masking_plugins().end();
}

// Results of SQL, COPY's among them, are sent before a walsender has begun to stream.
void check_message(char type) {
	bool const runs_sql = MyWalSnd == nullptr || MyWalSnd->state == WALSNDSTATE_STARTUP;
	if (runs_sql || !carries_data(type))
		return;
	if (!masked_walsender) {
		if (became_masked())
			pg::enter([] {
				throw Error(sqlstate::insufficient_privilege, "role of this stream may have become masked",
							"It, or a role that it is a member of, was labelled or granted since it connected.",
							"Connect again.");
			});
		return;
	}
	if (streams_masked())
		return;
	pg::enter([] {
		throw Error(sqlstate::insufficient_privilege,
					MyWalSnd->state == WALSNDSTATE_BACKUP ? "a masked role cannot take a base backup"
														  : "a masked role cannot stream raw changes",
					"Only changes that the output plugin \"confiture_decode\" has masked are sent to it.");
	});
}

int put_message(char type, char const *data, size_t size) {
	check_message(type);
	return next_methods->putmessage(type, data, size);
}

void put_message_without_waiting(char type, char const *data, size_t size) {
	check_message(type);
	next_methods->putmessage_noblock(type, data, size);
}

PQcommMethods guarded;

void guard() {
	next_methods = PqCommMethods;
	guarded = *PqCommMethods;
	guarded.putmessage = put_message;
	guarded.putmessage_noblock = put_message_without_waiting;
	PqCommMethods = &guarded;
}

// A folder of ours goes before those where libraries are looked for by name. In it is "pgoutput". Since August 2026 the
// server has a list of plugins that may be used; whoever is masked may use ours.
void find_our_plugin() {
	pg::call([] {
		constexpr char allowed[] = "output_plugin_libraries";
		if (char const *const plugins = GetConfigOption(allowed, true, false))
			SetConfigOption(allowed,
							psprintf(*plugins == '\0' ? "%sconfiture_decode" : "%s, confiture_decode", plugins),
							PGC_SUSET, PGC_S_OVERRIDE);
		char const *const path = psprintf("%s/confiture:%s", pkglib_path, Dynamic_library_path);
		SetConfigOption("dynamic_library_path", path, PGC_SUSET, PGC_S_OVERRIDE);
	});
}

// Roles and their labels can be read here, before there is a database: the server keeps them ready for this.
void authenticated(Port *port, int status) {
	if (next_authentication != nullptr)
		next_authentication(port, status);
	if (status != STATUS_OK || !am_walsender)
		return;
	pg::enter([&] {
		Oid const role = pg::call([&] { return get_role_oid(port->user_name, true); });
		if (!OidIsValid(role))
			return;
		login().announced = announcements(); // before labels are read
		masked_walsender = is_masked_role(role);
		if (!masked_walsender && pg::call([&] { return superuser_arg(role); }))
			return; // whom no label holds
		login().roles = memberships_of(role);
		login().roles.push_back(ROLE_PG_DATABASE_OWNER); // whose member no membership names
		guard();
		if (masked_walsender)
			find_our_plugin();
	});
}

} // namespace

bool is_masked_walsender() noexcept { return masked_walsender; }

void plugin_masks(NameData const &plugin) {
	std::string const name = NameStr(plugin);
	if (std::ranges::find(masking_plugins(), name) == masking_plugins().end())
		masking_plugins().push_back(name);
}

void install_walsender() {
	next_authentication = ClientAuthentication_hook;
	ClientAuthentication_hook = authenticated;
}

} // namespace confiture::mask
