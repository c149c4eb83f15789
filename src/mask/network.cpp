// What networks know of a person: ip, mac, url, uuid.
#include <algorithm>
#include <cstring>

#include "mask/factories.hpp"
#include "mask/keyed.hpp"
#include "mask/network.hpp"
#include "mask/shape.hpp"
#include "mask/validate.hpp"

namespace confiture::mask {

CryptoPan::CryptoPan(Bytes cipher_key, Bytes pad_key) : aes_{cipher_key} {
	aes_.encrypt(pad_key.data(), pad_.data(), 16);
}

// Bit i of the result is bit i of the address, flipped by a function of the i bits before it. None of these functions'
// inputs depends on another's output, so all are encrypted in one call.
template <std::size_t size>
void CryptoPan::run(std::uint8_t *address) const {
	std::array<AesBlock, size * 8> blocks;
	AesBlock block = pad_;
	for (std::size_t byte = 0; byte < size; ++byte) {
		for (unsigned bit = 0; bit < 8; ++bit) {
			AesBlock &one = blocks[8 * byte + bit];
			one = block;
			one[byte] = static_cast<std::uint8_t>((pad_[byte] & (0xff >> bit)) | (address[byte] & ~(0xff >> bit)));
		}
		block[byte] = address[byte];
	}
	aes_.encrypt(blocks[0].data(), blocks[0].data(), static_cast<int>(sizeof blocks));
	for (std::size_t byte = 0; byte < size; ++byte) {
		unsigned flips = 0;
		for (unsigned bit = 0; bit < 8; ++bit)
			flips = flips << 1 | blocks[8 * byte + bit][0] >> 7;
		address[byte] = static_cast<std::uint8_t>(address[byte] ^ flips);
	}
}

void CryptoPan::apply(std::array<std::uint8_t, 16> &address, bool v6) const {
	if (v6)
		run<16>(address.data());
	else
		run<4>(address.data());
}

namespace {

class Ip : public Keyed {
public:
	Ip(Arguments const &arguments, Target const &target, Environment const &environment)
		: Ip{arguments, target, environment, random_or(arguments, target, environment)} {}
	Uniqueness uniqueness() const override {
		bool const fits = max_length() == 0 || max_length() >= longest_v6;
		return random() || !fits ? Uniqueness{Uniqueness::lossy} : Uniqueness{Uniqueness::preserved};
	}

	Inet inet(Inet const &value, Row const &row) const override {
		Inet masked = value;
		if (random()) {
			Block const chosen = choose({}, row);
			std::memcpy(masked.bytes.data(), &chosen, value.v6 ? 16 : 4);
		} else {
			pan_.apply(masked.bytes, value.v6);
		}
		if (is_network(value))
			clear_host(masked);
		return masked;
	}

private:
	Ip(Arguments const &arguments, Target const &target, Environment const &environment, Key const &key)
		: Keyed{arguments, target, environment, "ip text"}, pan_{Bytes{key.bytes}.first(32),
																 Bytes{key.bytes}.subspan(32, 16)} {
		if (target.type == Type::text && target.max_length != 0 && target.max_length < longest_v4)
			arguments.refuse("needs a column of at least " + std::to_string(longest_v4) + " characters");
	}

	static constexpr std::size_t longest_v4 = 15, longest_v6 = 43; // without and with the bits of a netmask

	static Key random_or(Arguments const &arguments, Target const &target, Environment const &environment) {
		return is_random(arguments) ? random_key() : key_of(arguments, target, environment, "ip");
	}

	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		std::size_t const start = out.size();
		if (auto const address = parse_inet(value)) {
			append(out, inet(*address, row));
			if (max_length() == 0 || out.size() - start <= max_length())
				return;
			out.resize(start); // cut off, it would be no address either
		}
		Draws draws{prf(), choose(value, row)};
		reshape(value, draws, out);
	}

	// cidr, and what an inet column holds of networks: no bit is set behind the netmask, and none may be.
	static bool is_network(Inet const &value) {
		if (value.bits == (value.v6 ? 128 : 32))
			return false;
		Inet network = value;
		clear_host(network);
		return network == value;
	}
	static void clear_host(Inet &value) {
		for (unsigned bit = value.bits; bit < (value.v6 ? 128u : 32u); ++bit)
			value.bytes[bit / 8] = static_cast<std::uint8_t>(value.bytes[bit / 8] & ~(0x80 >> bit % 8));
	}

	CryptoPan const pan_;
};

class HardwareAddress : public Permuting {
public:
	HardwareAddress(Arguments const &arguments, Target const &target, Environment const &environment)
		: Permuting{arguments, target, environment, "mac"}, keep_vendor_{arguments.boolean("keep_vendor")} {}
	Uniqueness uniqueness() const override {
		return random() ? Uniqueness{Uniqueness::lossy} : Uniqueness{Uniqueness::preserved};
	}

	// Permutes what isn't kept. The two lowest bits of the first byte stay: they say whether it is a group's, and
	// local.
	Mac mac(Mac const &value, Row const &row) const override {
		Mac masked = value;
		std::uint64_t number = 0;
		for (std::size_t i = 0; i < value.size; ++i)
			number = number << 8 | value.bytes[i];
		unsigned const bits = 8u * value.size;
		std::uint64_t kept, rank;
		unsigned free;
		if (keep_vendor_) {
			free = bits - 24;
			rank = number & low(free);
			kept = number >> free;
		} else {
			free = bits - 2;
			kept = number >> (bits - 8) & 3;
			rank = (number >> (bits - 6)) << (bits - 8) | (number & low(bits - 8));
		}
		rank = random() ? choose({}, row).high & low(free)
						: static_cast<std::uint64_t>(permutation().forward(rank, Wide{1} << free));
		if (keep_vendor_)
			number = kept << free | rank;
		else
			number = (rank >> (bits - 8)) << (bits - 6) | kept << (bits - 8) | (rank & low(bits - 8));
		for (std::size_t i = value.size; i-- > 0; number >>= 8)
			masked.bytes[i] = static_cast<std::uint8_t>(number);
		return masked;
	}

private:
	static std::uint64_t low(unsigned bits) { return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1; }

	// Twelve or sixteen hexadecimal digits, however they are grouped and cased.
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		static constexpr char digits[] = "0123456789abcdef";
		Mac address;
		std::size_t count = 0;
		bool capital = false, valid = true;
		for (char const c : value) {
			int const digit = c >= '0' && c <= '9'                 ? c - '0'
							  : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
																   : -1;
			if (digit < 0) {
				valid = valid && (c == ':' || c == '-' || c == '.' || c == ' ');
				continue;
			}
			capital = capital || (c >= 'A' && c <= 'F');
			if (count < 16)
				address.bytes[count / 2] = static_cast<std::uint8_t>(address.bytes[count / 2] << 4 | digit);
			++count;
		}
		if (!valid || (count != 12 && count != 16)) {
			Draws draws{prf(), choose(value, row)};
			return reshape(value, draws, out);
		}
		address.size = static_cast<std::uint8_t>(count / 2);
		Mac const masked = mac(address, row);
		count = 0;
		for (char const c : value) {
			if (c == ':' || c == '-' || c == '.' || c == ' ') {
				out.push_back(c);
				continue;
			}
			char const digit = digits[masked.bytes[count / 2] >> (count % 2 == 0 ? 4 : 0) & 15];
			out.push_back(capital && digit >= 'a' ? static_cast<char>(digit - 32) : digit);
			++count;
		}
	}

	bool const keep_vendor_;
};

class Url : public Keyed {
public:
	Url(Arguments const &arguments, Target const &target, Environment const &environment)
		: Keyed{arguments, target, environment, "url"}, domain_{arguments.text("domain")} {
		if (domain_ != "original" && domain_ != "masked" && domain_.find_first_of("/@?# \t\n") != std::string::npos)
			arguments.refuse("needs \"original\", \"masked\" or the name of a host as \"domain\"");
	}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

private:
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		Draws draws{prf(), choose(value, row)};
		std::string_view rest = value;
		if (std::size_t const scheme = rest.find("://"); scheme != std::string_view::npos && scheme <= 12) {
			out.append(rest.substr(0, scheme + 3));
			rest.remove_prefix(scheme + 3);
			std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
			rest.remove_prefix(authority.size());
			if (std::size_t const at = authority.rfind('@'); at != std::string_view::npos)
				authority.remove_prefix(at + 1); // credentials go
			append_host(authority, row, out);
		}
		// Then path?query#fragment: names of parameters stay, and so do the characters between.
		std::size_t const query = rest.find('?');
		reshape(rest.substr(0, query), draws, out);
		if (query == std::string_view::npos)
			return;
		for (rest.remove_prefix(query); !rest.empty();) {
			std::size_t const end = std::min(rest.find('&', 1), rest.size());
			std::string_view const parameter = rest.substr(0, end);
			std::size_t const value_at = parameter.find('=');
			if (value_at == std::string_view::npos) { // a value without a name
				reshape(parameter, draws, out);
			} else {
				out.append(parameter.substr(0, value_at));
				reshape(parameter.substr(value_at), draws, out);
			}
			rest.remove_prefix(end);
		}
	}

	void append_host(std::string_view authority, Row const &row, std::string &out) const {
		if (domain_ == "original") {
			out.append(authority);
		} else if (domain_ == "masked") {
			Draws draws{prf(), row.entity ? prf().keyed(authority) : prf()(authority)};
			for (int i = 0; i < 10; ++i)
				out.push_back(static_cast<char>('a' + draws.below(26)));
			out.append(".example");
		} else {
			out.append(domain_);
		}
	}

	std::string const domain_;
};

class UuidMask : public Keyed {
public:
	UuidMask(Arguments const &arguments, Target const &target, Environment const &environment)
		: Keyed{arguments, target, environment, "uuid"} {
		if (target.type == Type::text && target.max_length != 0 && target.max_length < without_dashes)
			arguments.refuse("needs a column of at least " + std::to_string(without_dashes) + " characters");
	}
	Uniqueness uniqueness() const override { return {Uniqueness::collision_free, 61}; }

	Uuid uuid(Uuid const &value, Row const &row) const override {
		Block const chosen = choose({reinterpret_cast<char const *>(value.data()), value.size()}, row);
		Uuid masked;
		for (std::size_t i = 0; i < 8; ++i) {
			masked[i] = static_cast<std::uint8_t>(chosen.high >> (56 - 8 * i));
			masked[i + 8] = static_cast<std::uint8_t>(chosen.low >> (56 - 8 * i));
		}
		masked[6] = static_cast<std::uint8_t>((masked[6] & 0x0F) | 0x40); // version 4,
		masked[8] = static_cast<std::uint8_t>((masked[8] & 0x3F) | 0x80); // variant of RFC 9562
		return masked;
	}

private:
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		if (auto const parsed = parse_uuid(value)) {
			std::size_t const start = out.size();
			append(out, uuid(*parsed, row));
			if (value.size() == without_dashes)
				out.erase(std::remove(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), '-'), out.end());
			return;
		}
		Draws draws{prf(), choose(value, row)};
		reshape(value, draws, out);
	}

	static constexpr std::size_t without_dashes = 32;
};

} // namespace

std::unique_ptr<Mask> make_ip(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Ip>(arguments, target, environment);
}
std::unique_ptr<Mask> make_mac(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<HardwareAddress>(arguments, target, environment);
}
std::unique_ptr<Mask> make_url(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Url>(arguments, target, environment);
}
std::unique_ptr<Mask> make_uuid(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<UuidMask>(arguments, target, environment);
}

} // namespace confiture::mask
