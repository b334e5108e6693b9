// The table of presets: complete, readable, and as the documentation shows it.
#include "engine/balancing/presets.h"

#include <set>

#include "engine/balancing/algorithms.h"
#include "engine/balancing/settings.h"
#include "engine/base/file.h"
#include "tests/balancing/farms.h"

namespace headroom::balancing {
namespace {

using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

class EveryPreset : public testing::TestWithParam<Preset> {};

TEST_P(EveryPreset, SaysWhatADeploymentDependsOn) {
  std::set<std::string_view> settings;
  for (const PresetValue& value : GetParam().values) {
    EXPECT_TRUE(settings.insert(value.setting).second) << value.setting << " twice";
  }
  EXPECT_THAT(settings,
              IsSupersetOf({"algorithm", "health_check.kind", "passive_check.kind", "retries", "queue_timeout",
                            "connect_timeout", "server_timeout", "slow_start", "persistence.kind"}));
}

TEST_P(EveryPreset, EachValueNamesItsDocument) {
  for (const PresetValue& value : GetParam().values) {
    EXPECT_GT(value.source.size(), 10u) << value.setting;
    EXPECT_FALSE(value.value.empty()) << value.setting;
  }
}

TEST_P(EveryPreset, EachValueComesOutOfTheSettingsAsWritten) {
  farm::Farm farm = tests::zoneWith("name: \"lb\"");
  farm.zones[0].balancer->product = GetParam().product;
  // Switched on, so that every value of the preset has a meaning and a line.
  farm.zones[0].balancer->affinity = true;
  farm.zones[0].balancer->capacity.maxConnections = 100;
  for (const auto kind :
       {farm::PassiveCheck::Kind::Failures, farm::PassiveCheck::Kind::Observe, farm::PassiveCheck::Kind::Outlier}) {
    farm.zones[0].balancer->passiveCheck.kind = kind;
    for (const SettingLine& line : settingsOf(farm, farm.zones[0]).lines) {
      if (line.from != From::Preset) continue;
      const PresetValue* value = presetValue(GetParam().product, line.setting);
      ASSERT_NE(value, nullptr) << line.setting;
      EXPECT_EQ(line.value, value->value) << line.setting;
      EXPECT_EQ(line.source, value->source);
    }
  }
}

TEST_P(EveryPreset, ItsAlgorithmIsOneOfItsProduct) {
  EXPECT_NE(findAlgorithm(GetParam().product, presetValue(GetParam().product, "algorithm")->value), nullptr);
}

TEST_P(EveryPreset, StandsInTheDocumentation) {
  const auto text = readFile(std::string(HEADROOM_SOURCE_DIR) + "/docs/components/routing.md");
  ASSERT_TRUE(text.ok());
  for (const PresetValue& value : GetParam().values) {
    const std::string standing = value.standing == Standing::Approximate  ? "approximate"
                                 : value.standing == Standing::Unverified ? "unverified"
                                                                          : "";
    const std::string row = "| " + std::string(GetParam().name) + " | `" + std::string(value.setting) + "` | " +
                            std::string(value.value) + " | " + standing + " | " + std::string(value.source) + " |";
    EXPECT_THAT(*text, HasSubstr(row));
  }
}

INSTANTIATE_TEST_SUITE_P(Products, EveryPreset, testing::ValuesIn(presets().begin(), presets().end()),
                         [](const auto& preset) { return std::string(preset.param.word); });

TEST(Presets, CoverEveryProduct) {
  ASSERT_EQ(presets().size(), 7u);
  for (std::size_t i = 0; i < presets().size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(presets()[i].product), i + 1);
  }
  EXPECT_EQ(presetOf(farm::Product::Unspecified), nullptr);
  EXPECT_EQ(productName(farm::Product::Unspecified), "Headroom");
}

struct Known {
  farm::Product product;
  const char* setting;
  const char* value;
};

/// Defaults that administrators know by heart, so that a slip in the table does not pass.
TEST(Presets, HaveTheDefaultsThatAreKnownByHeart) {
  using P = farm::Product;
  for (const Known& known : {
           Known{P::Haproxy, "health_check.interval", "2s"},
           Known{P::Haproxy, "health_check.fall", "3"},
           Known{P::Haproxy, "health_check.rise", "2"},
           Known{P::Haproxy, "retries", "3"},
           Known{P::Nginx, "passive_check.max_fails", "1"},
           Known{P::Nginx, "passive_check.fail_timeout", "10s"},
           Known{P::Nginx, "health_check.kind", "NONE"},
           Known{P::IisArr, "persistence.cookie", "ARRAffinity"},
           Known{P::Envoy, "passive_check.consecutive_errors", "5"},
           Known{P::Envoy, "panic_threshold", "50%"},
           Known{P::Envoy, "max_requests", "1024"},
           Known{P::Envoy, "max_retries", "3"},
           Known{P::F5, "health_check.interval", "5s"},
           Known{P::F5, "algorithm", "round-robin"},
           Known{P::AwsAlb, "health_check.fall", "2"},
           Known{P::AwsAlb, "health_check.rise", "5"},
           Known{P::IngressNginx, "connect_timeout", "5s"},
       }) {
    const PresetValue* value = presetValue(known.product, known.setting);
    ASSERT_NE(value, nullptr) << known.setting;
    EXPECT_EQ(value->value, known.value) << productName(known.product) << " " << known.setting;
  }
}

}  // namespace
}  // namespace headroom::balancing
