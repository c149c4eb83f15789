#include "fixture.hpp"

#include "mask/network.hpp"

namespace confiture::mask {
namespace {

std::string text(Inet const &value) {
	std::string out;
	append(out, value);
	return out;
}

// The sample that its authors published with their implementation.
TEST(CryptoPan, gives_the_published_sample) {
	unsigned char const key[] = {21,  34,  23,  141, 51,  164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16,
								 216, 152, 143, 131, 121, 121, 101, 39,  98, 87, 76, 45, 42, 132, 34,  2};
	CryptoPan const pan{Bytes{key}.first(16), Bytes{key}.last(16)};
	for (auto const &[raw, expected] : {std::pair{"128.11.68.132", "135.242.180.132"},
										{"129.118.74.4", "134.136.186.123"},
										{"130.132.252.244", "133.68.164.234"},
										{"141.223.7.43", "141.167.8.160"}}) {
		Inet value = *parse_inet(raw);
		pan.apply(value.bytes, false);
		EXPECT_EQ(text(value), expected);
	}
}

int common_prefix(Inet const &a, Inet const &b) {
	int bits = 0;
	while (
		bits < (a.v6 ? 128 : 32) &&
		((a.bytes[static_cast<std::size_t>(bits / 8)] ^ b.bytes[static_cast<std::size_t>(bits / 8)]) >> (7 - bits % 8) &
		 1) == 0)
		++bits;
	return bits;
}

TEST(Ip, preserves_prefixes_exactly) {
	Random random;
	auto const mask = mask_of("ip", {.type = Type::inet});
	for (int i = 0; i < 2000; ++i) {
		Inet a{.v6 = i % 2 == 0, .bits = static_cast<std::uint8_t>(i % 2 == 0 ? 128 : 32)}, b = a;
		for (std::size_t at = 0; at < (a.v6 ? 16u : 4u); ++at)
			a.bytes[at] = b.bytes[at] = static_cast<std::uint8_t>(random.below(256));
		std::uint64_t const flip = random.below(a.v6 ? 128 : 32);
		b.bytes[flip / 8] = static_cast<std::uint8_t>(b.bytes[flip / 8] ^ 0x80 >> flip % 8);
		EXPECT_EQ(common_prefix(mask->inet(a, {}), mask->inet(b, {})), static_cast<int>(flip));
		EXPECT_EQ(common_prefix(a, b), static_cast<int>(flip));
	}
}

TEST(Ip, that_the_column_would_cut_off_keeps_its_shape) {
	auto const mask = mask_of("ip", {.max_length = 15});
	EXPECT_EQ(masked(*mask, "192.0.2.1"), masked("ip", "192.0.2.1"));
	EXPECT_TRUE(matches(masked(*mask, "2001:db8::1"), "[0-9]{4}:[a-z]{2}[0-9]::[0-9]"));
	EXPECT_EQ(mask->uniqueness(), Uniqueness{Uniqueness::lossy});
	EXPECT_NE(error_of([] { (void) mask_of("ip", {.max_length = 14}); }), "");
}

TEST(Ip, of_a_network_is_a_network) {
	std::string const network = masked("ip", "192.168.0.0/16");
	EXPECT_TRUE(matches(network, "[0-9]+\\.[0-9]+\\.0\\.0/16")) << network;
	std::string const host = masked("ip", "192.168.7.9");
	EXPECT_EQ(host.substr(0, network.find(".0.0/16")),
			  network.substr(0, network.find(".0.0/16"))); // and it contains its hosts
	EXPECT_TRUE(masked("ip", "192.168.7.9/16").ends_with("/16"));
	EXPECT_TRUE(masked("ip", "2001:db8::/32").ends_with("::/32"));
}

TEST(Ip, as_text_is_as_inet) {
	EXPECT_EQ(masked("ip", "192.0.2.1"), text(mask_of("ip", {.type = Type::inet})->inet(*parse_inet("192.0.2.1"), {})));
	EXPECT_TRUE(matches(masked("ip", "none"), "[a-z]{4}"));
}

TEST(Inet, is_read_and_written_as_the_server_does) {
	for (char const *const value :
		 {"192.0.2.1", "10.0.0.0/8", "0.0.0.0", "255.255.255.255/0", "::", "::1", "2001:db8::1", "2001:db8::/32",
		  "fe80::1:0:0:1", "1:2:3:4:5:6:7:8", "1::8", "::ffff:0:0", "1:0:0:2::3"})
		EXPECT_EQ(text(parse_inet(value).value()), value);
	EXPECT_EQ(text(parse_inet("2001:0DB8:0:0:0:0:0:1").value()), "2001:db8::1");
	EXPECT_EQ(text(parse_inet("::ffff:192.0.2.1").value()), "::ffff:c000:201");
	for (char const *const value :
		 {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/x", ":", ":::", "1:2", "1::2::3",
		  "1:2:3:4:5:6:7:8:9", "12345::", "::/129", "1.2.3.4 ", "g::1", "1:2:3:4:5:6:7:"})
		EXPECT_FALSE(parse_inet(value)) << value;
}

TEST(Mac, keeps_format_and_the_bits_that_mean_something) {
	std::string const out = masked("mac", "00:1A:2B:3C:4D:5E");
	EXPECT_TRUE(matches(out, "([0-9A-F]{2}:){5}[0-9A-F]{2}")) << out;
	EXPECT_EQ(std::stoi(out.substr(0, 2), nullptr, 16) & 3, 0);
	EXPECT_TRUE(matches(masked("mac", "001a.2b3c.4d5e"), "([0-9a-f]{4}\\.){2}[0-9a-f]{4}"));
	EXPECT_TRUE(masked("mac(keep_vendor => true)", "00-1a-2b-3c-4d-5e").starts_with("00-1a-2b-"));
	EXPECT_EQ(masked("mac", "00:1a:2b:3c:4d:5e"), masked("mac", "00:1a:2b:3c:4d:5e"));
	EXPECT_EQ(utf8::lower(out), masked("mac", "00:1a:2b:3c:4d:5e")); // however it is written
	Mac eight{.size = 8, .bytes = {0x02, 1, 2, 3, 4, 5, 6, 7}};
	Mac const masked_eight = mask_of("mac", {.type = Type::macaddr})->mac(eight, {});
	EXPECT_NE(masked_eight, eight);
	EXPECT_EQ(masked_eight.bytes[0] & 3, 2);
	EXPECT_EQ(masked_eight.size, 8);
	EXPECT_NE(masked("mac", "unknown"), "unknown");
}

TEST(Url, keeps_scheme_depth_and_parameters) {
	std::string const out =
		masked("url", "https://bob:pw@shop.acme.org:8080/users/bob/orders?id=77&mail=bob@acme.org#top");
	EXPECT_TRUE(matches(out, "https://example\\.com/[a-z]{5}/[a-z]{3}/"
							 "[a-z]{6}\\?id=[0-9]{2}&mail=[a-z]{3}@[a-z]{4}\\.[a-z]{3}#[a-z]{3}"))
		<< out;
	EXPECT_EQ(out.find("bob"), std::string::npos);
	EXPECT_EQ(masked("url(domain => 'original')", "https://bob:pw@acme.org/x").substr(0, 17), "https://acme.org/");
	EXPECT_TRUE(matches(masked("url(domain => 'masked')", "http://acme.org"), "http://[a-z]{10}\\.example"));
	EXPECT_TRUE(matches(masked("url", "/just/a/path"), "/[a-z]{4}/[a-z]/[a-z]{4}"));
	EXPECT_TRUE(matches(masked("url", "http://acme.org?token"), "http://example\\.com\\?[a-z]{5}"));
}

TEST(Uuid, is_one_of_version_4) {
	std::string const out = masked("uuid", "6F9619FF-8B86-D011-B42D-00CF4FC964FF");
	EXPECT_TRUE(matches(out, "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")) << out;
	EXPECT_EQ(masked("uuid", "{6f9619ff8b86d011b42d00cf4fc964ff}"), out); // however it is written
	std::string as_uuid;
	append(as_uuid,
		   mask_of("uuid", {.type = Type::uuid})->uuid(*parse_uuid("6f9619ff-8b86-d011-b42d-00cf4fc964ff"), {}));
	EXPECT_EQ(as_uuid, out);
	EXPECT_FALSE(parse_uuid("6f9619ff-8b86-d011-b42d-00cf4fc964f"));
	EXPECT_FALSE(parse_uuid("6f9619ff-8b86-d011-b42d-00cf4fc964fff"));
	EXPECT_FALSE(parse_uuid("6f9619ff-8b86-d011-b42d-00cf4fc964fg"));
	EXPECT_FALSE(parse_uuid("-6f9619ff8b86d011b42d00cf4fc964ff"));
}

TEST(Uuid, without_dashes_stays_so) {
	std::string const bare = masked("uuid", "0e37df36f698b5c2ad7f1a7d5f3e9a11", {.max_length = 32});
	EXPECT_TRUE(matches(bare, "[0-9a-f]{12}4[0-9a-f]{19}")) << bare;
	std::string dashed = masked("uuid", "0e37df36-f698-b5c2-ad7f-1a7d5f3e9a11");
	std::erase(dashed, '-');
	EXPECT_EQ(bare, dashed);
	EXPECT_NE(error_of([] { (void) mask_of("uuid", {.max_length = 31}); }), "");
}

} // namespace
} // namespace confiture::mask
