#include "mask/secret_pg.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>

namespace confiture::mask {

namespace {

char *secret_setting = nullptr;
char *secret_command = nullptr;
char *secret_file = nullptr;

std::uint64_t generation = 1;
std::uint64_t loaded = 0; // the generation that `keys` are of
std::optional<Keys> &keys() {
	static auto *const kept = new std::optional<Keys>; // never destroyed: exit handlers may still mask
	return *kept;
}

void forget() {
	++generation;
	keys().reset();
	ResetPlanCache(); // masks of constants were folded
}

// Text that held the secret is wiped.
struct Wiped {
	std::string text;
	~Wiped() { OPENSSL_cleanse(text.data(), text.size()); }
};

constexpr std::size_t longest = 4096;

[[noreturn]] void fail(std::string const &what, std::string const &path) {
	std::string const reason = std::strerror(errno);
	throw Error(sqlstate::io_error, "could not " + what + " file \"" + path + "\" of the masking secret: " + reason);
}

class File {
public:
	explicit File(int descriptor) : descriptor_{descriptor} {}
	File(File const &) = delete;
	~File() { close(); }
	[[nodiscard]] explicit operator bool() const { return descriptor_ >= 0; }
	[[nodiscard]] int descriptor() const { return descriptor_; }
	void close() {
		if (descriptor_ >= 0)
			::close(std::exchange(descriptor_, -1));
	}

private:
	int descriptor_;
};

std::string default_path() { return std::string{DataDir} + "/confiture_secret"; }

// 64 hexadecimal digits are the 32 bytes they stand for; anything else is taken as it is, without the line's end.
Secret parse(Wiped &source, std::string const &where) {
	std::string &text = source.text;
	while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
		text.pop_back();
	auto const digit = [](char c) {
		return c >= '0' && c <= '9'   ? c - '0'
			   : c >= 'a' && c <= 'f' ? c - 'a' + 10
			   : c >= 'A' && c <= 'F' ? c - 'A' + 10
									  : -1;
	};
	if (text.size() == 64 && std::ranges::all_of(text, [&](char c) { return digit(c) >= 0; })) {
		for (std::size_t i = 0; i < 32; ++i)
			text[i] = static_cast<char>(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
		text.resize(32);
	}
	if (text.size() < 16)
		throw Error(sqlstate::invalid_parameter_value, "masking secret of " + where + " is too short",
					"A secret has at least 16 bytes.");
	return Secret{Bytes{reinterpret_cast<unsigned char const *>(text.data()), text.size()}};
}

std::optional<Secret> read(std::string const &path) {
	File const file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
	if (!file) {
		if (errno == ENOENT)
			return {};
		fail("open", path);
	}
	struct stat status;
	if (fstat(file.descriptor(), &status) != 0)
		fail("read", path);
	if ((status.st_mode & S_IRWXO) != 0)
		throw Error(sqlstate::insufficient_privilege,
					"file \"" + path + "\" of the masking secret can be read or written by everybody", {},
					"Run chmod 0600 on it, and think of whether the secret has to be rotated.");
	Wiped content{std::string(longest + 1, '\0')};
	std::size_t size = 0;
	for (;;) {
		ssize_t const count = ::read(file.descriptor(), content.text.data() + size, content.text.size() - size);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			fail("read", path);
		if (count == 0)
			break;
		size += static_cast<std::size_t>(count);
	}
	if (size > longest)
		throw Error(sqlstate::invalid_parameter_value, "file \"" + path + "\" of the masking secret is too long");
	content.text.resize(size);
	return parse(content, "file \"" + path + "\"");
}

// Makes a file with a new secret under a name of its own; 0600 and on disk before it gets the name that is read.
std::string write_new(std::string const &path) {
	std::string const temporary = path + "." + std::to_string(MyProcPid) + ".tmp";
	::unlink(temporary.c_str());
	File file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR)};
	if (!file)
		fail("create", temporary);
	Secret const secret = Secret::generate(); // named, since its bytes are wiped with it
	Wiped content;
	for (unsigned char const byte : secret.bytes()) {
		content.text += "0123456789abcdef"[byte >> 4];
		content.text += "0123456789abcdef"[byte & 15];
	}
	content.text += '\n';
	if (::write(file.descriptor(), content.text.data(), content.text.size()) !=
			static_cast<ssize_t>(content.text.size()) ||
		::fsync(file.descriptor()) != 0) {
		int const saved = errno;
		::unlink(temporary.c_str());
		errno = saved;
		fail("write", temporary);
	}
	return temporary;
}

void sync_directory(std::string const &path) { // where the file is
	File const directory{::open(path.substr(0, path.rfind('/')).c_str(), O_RDONLY | O_CLOEXEC)};
	if (!directory || ::fsync(directory.descriptor()) != 0)
		fail("write the directory of", path);
}

void refuse_in_recovery() {
	if (pg::call([] { return RecoveryInProgress(); }))
		throw Error(sqlstate::object_not_in_prerequisite_state, "cannot create a masking secret during recovery", {},
					"Copy the file confiture_secret from the primary's data directory.");
}

// The first of several sessions wins: link() never replaces a file.
Secret read_or_create(std::string const &path) {
	if (auto secret = read(path))
		return *secret;
	refuse_in_recovery();
	std::string const temporary = write_new(path);
	int const result = ::link(temporary.c_str(), path.c_str());
	int const saved = errno;
	::unlink(temporary.c_str());
	errno = saved;
	if (result != 0 && errno != EEXIST)
		fail("create", path);
	sync_directory(path);
	if (auto secret = read(path))
		return *secret;
	fail("open", path);
}

// The server itself runs it: it is set in files that only the server's administrator writes.
Secret run(char const *command) {
	Wiped output{std::string(longest + 1, '\0')};
	struct Result {
		std::size_t size;
		int status;
	};
	Result const result = pg::call([&] {
		FILE *const pipe = OpenPipeStream(command, "r");
		if (pipe == nullptr)
			ereport(ERROR, (errcode_for_file_access(), errmsg("could not run \"confiture.secret_command\": %m")));
		std::size_t const size = std::fread(output.text.data(), 1, output.text.size(), pipe);
		return Result{size, ClosePipeStream(pipe)};
	});
	if (result.status != 0)
		throw Error(sqlstate::io_error, "\"confiture.secret_command\" failed",
					pg::call([&] { return wait_result_to_str(result.status); }));
	output.text.resize(std::min(result.size, longest));
	return parse(output, "\"confiture.secret_command\"");
}

bool is_set(char const *setting) { return setting != nullptr && *setting != '\0'; }

Secret load() {
	if (is_set(secret_setting))
		return Secret{Bytes{reinterpret_cast<unsigned char const *>(secret_setting), std::strlen(secret_setting)}};
	if (is_set(secret_command))
		return run(secret_command);
	if (is_set(secret_file)) {
		if (auto secret = read(secret_file))
			return *secret;
		throw Error(sqlstate::undefined_file,
					"file \"" + std::string{secret_file} + "\" of the masking secret does not exist", {},
					"Check confiture.secret_file.");
	}
	return read_or_create(default_path());
}

// ---- Settings

char const *show_nothing() { return is_set(secret_setting) ? "********" : ""; }

// Catalogs, files and logs would show it: it can be set in a session only. The message must not show it either.
bool check_secret(char **value, void **, GucSource source) {
	if (!is_set(*value))
		return true;
	if (source != PGC_S_SESSION && source != PGC_S_OVERRIDE && source != PGC_S_INTERACTIVE) {
		GUC_check_errmsg("parameter \"confiture.secret\" can only be set in a session");
		GUC_check_errhint("Put the secret into a file, and name it by \"confiture.secret_file\".");
		return false;
	}
	if (std::strlen(*value) < 16) {
		GUC_check_errmsg("parameter \"confiture.secret\" is too short");
		GUC_check_errdetail("A secret has at least 16 bytes.");
		return false;
	}
	return true;
}

void assign(char const *, void *) { forget(); }

void forget_on_message(Datum, Oid relation) {
	if (relation == SharedSecLabelRelationId || relation == InvalidOid)
		forget();
}

// To all sessions of all databases, and at once: the file has been replaced whether or not this transaction commits.
void tell_all_sessions() {
	pg::call([] {
		SharedInvalidationMessage message;
		std::memset(&message, 0, sizeof message);
		message.rc.id = SHAREDINVALRELCACHE_ID;
		message.rc.dbId = InvalidOid;
		message.rc.relId = SharedSecLabelRelationId;
		SendSharedInvalidMessages(&message, 1);
		AcceptInvalidationMessages();
	});
}

} // namespace

Keys const &current_keys() {
	if (!keys() || loaded != generation) {
		std::uint64_t const now = generation;
		keys().emplace(load());
		loaded = now;
	}
	return *keys();
}

bool has_session_secret() noexcept { return is_set(secret_setting); }

std::uint64_t secret_generation() noexcept { return generation; }

std::string rotate_secret() {
	if (is_set(secret_command) || is_set(secret_file) || is_set(secret_setting))
		throw Error(sqlstate::object_not_in_prerequisite_state, "the masking secret is not kept in the data directory",
					"It comes from \"confiture.secret_file\", \"confiture.secret_command\" or \"confiture.secret\".",
					"Rotate it there.");
	refuse_in_recovery();
	std::string const path = default_path();
	(void) read_or_create(path);

	char stamp[32];
	std::time_t const now = std::time(nullptr);
	std::tm parts{};
	gmtime_r(&now, &parts);
	std::strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &parts);
	std::string former = path + "." + stamp;
	for (int i = 2; ::link(path.c_str(), former.c_str()) != 0; ++i) { // two rotations within a second
		if (errno != EEXIST)
			fail("keep the former", path);
		former = path + "." + stamp + "." + std::to_string(i);
	}
	std::string const temporary = write_new(path);
	if (::rename(temporary.c_str(), path.c_str()) != 0) {
		int const saved = errno;
		::unlink(temporary.c_str());
		errno = saved;
		fail("replace", path);
	}
	sync_directory(path);
	forget();
	tell_all_sessions();
	return former.substr(former.rfind('/') + 1);
}

void install_secret() {
	pg::call([] {
		DefineCustomStringVariable(
			"confiture.secret", "Sets the secret that masks are keyed with, for tests.",
			"Never shown. Empty: that of confiture.secret_command, confiture.secret_file, or the "
			"data directory.",
			&secret_setting, "", PGC_SUSET,
			GUC_NO_SHOW_ALL | GUC_NOT_IN_SAMPLE | GUC_SUPERUSER_ONLY | GUC_DISALLOW_IN_FILE | GUC_DISALLOW_IN_AUTO_FILE,
			check_secret, assign, show_nothing);
		DefineCustomStringVariable("confiture.secret_command",
								   "Sets the shell command that prints the secret that masks are keyed with.", nullptr,
								   &secret_command, "", PGC_SIGHUP, GUC_SUPERUSER_ONLY, nullptr, assign, nullptr);
		DefineCustomStringVariable("confiture.secret_file",
								   "Sets the file that holds the secret that masks are keyed with.",
								   "Empty: confiture_secret in the data directory, made at first use.", &secret_file,
								   "", PGC_SIGHUP, GUC_SUPERUSER_ONLY, nullptr, assign, nullptr);
		CacheRegisterRelcacheCallback(forget_on_message, 0);
	});
}

} // namespace confiture::mask
