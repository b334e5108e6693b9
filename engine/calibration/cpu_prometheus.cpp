// The answer of Prometheus' /api/v1/query_range.
#include <nlohmann/json.hpp>

#include "engine/base/text.h"
#include "engine/calibration/cpu_table.h"

namespace headroom::calibration {
namespace {

using Json = nlohmann::json;

std::string nameOf(const Json& metric) {
  std::string name;
  for (const char* label : {"instance", "host", "hostname", "node", "server"}) {
    if (metric.contains(label) && metric[label].is_string()) return metric[label].get<std::string>();
  }
  for (const auto& [label, value] : metric.items()) {
    if (value.is_string()) name += (name.empty() ? "" : " ") + value.get<std::string>();
  }
  return name.empty() ? "series" : name;
}

void readSeries(const Json& series, CpuTable& table, CpuFaults& faults) {
  table.columns.push_back({nameOf(series["metric"]), {}});
  CpuTable::Column& column = table.columns.back();
  for (const Json& point : series["values"]) {
    const bool shaped = point.is_array() && point.size() == 2 && point[0].is_number() && point[1].is_string();
    const auto stamp = shaped ? CpuClock({}, 0).read(point[0].dump()) : std::nullopt;
    if (stamp) {
      keepValue(column, *stamp, point[1].get_ref<const std::string&>(), 0, 0, faults);
    } else {
      faults.leaveOut(0, 0, "a point of " + printable(column.name) + " is not [time, \"value\"]");
    }
  }
}

}  // namespace

CpuTable readPrometheus(std::string_view text, CpuFaults& faults) {
  CpuTable table;
  table.format = "Prometheus query_range";
  table.zone = zoneText(0);
  const Json document = Json::parse(text, nullptr, false);
  const auto* data = document.is_object() && document.contains("data") ? &document["data"] : nullptr;
  if (data == nullptr || !data->is_object() || !data->contains("result") || !(*data)["result"].is_array()) {
    faults.refuse(1, "this JSON is no answer of Prometheus' query_range",
                  "it needs data.result with metric and values");
    return table;
  }
  for (const Json& series : (*data)["result"]) {
    if (series.is_object() && series.contains("metric") && series["metric"].is_object() && series.contains("values") &&
        series["values"].is_array()) {
      readSeries(series, table, faults);
    } else {
      faults.leaveOut(1, 0, "a result without metric and values");
    }
  }
  return table;
}

}  // namespace headroom::calibration
