#include "engine/balancing/presets.h"

#include <algorithm>
#include <array>

namespace headroom::balancing {
namespace {

using enum Standing;

constexpr std::string_view kHaproxyKeywords = "HAProxy 2.6 configuration manual, 4.2 proxy keywords";

constexpr std::array kHaproxy = {
    PresetValue{"algorithm", "roundrobin", "HAProxy 2.6 configuration manual, 4.2 balance"},
    PresetValue{"health_check.kind", "TCP",
                "HAProxy 2.6 configuration manual, 5.2 check: a TCP connection unless option httpchk"},
    PresetValue{"health_check.interval", "2s", "HAProxy 2.6 configuration manual, 5.2 inter"},
    PresetValue{"health_check.fall", "3", "HAProxy 2.6 configuration manual, 5.2 fall"},
    PresetValue{"health_check.rise", "2", "HAProxy 2.6 configuration manual, 5.2 rise"},
    PresetValue{"passive_check.kind", "NONE", "HAProxy 2.6 configuration manual, 5.2 observe: off unless set"},
    PresetValue{"passive_check.error_limit", "10", "HAProxy 2.6 configuration manual, 5.2 error-limit"},
    PresetValue{"passive_check.on_error", "FAIL_CHECK", "HAProxy 2.6 configuration manual, 5.2 on-error"},
    PresetValue{"retries", "3", "HAProxy 2.6 configuration manual, 4.2 retries"},
    PresetValue{"redispatch", "off", "HAProxy 2.6 configuration manual, 4.2 option redispatch"},
    PresetValue{
        "queue_timeout", "none",
        "HAProxy 2.6 configuration manual, 4.2 timeout queue: timeout connect when not set, which has no default"},
    PresetValue{"connect_timeout", "none", "HAProxy 2.6 configuration manual, 4.2 timeout connect: no default"},
    PresetValue{"server_timeout", "none", "HAProxy 2.6 configuration manual, 4.2 timeout server: no default"},
    PresetValue{"slow_start", "none", "HAProxy 2.6 configuration manual, 5.2 slowstart"},
    PresetValue{"persistence.kind", "NONE", kHaproxyKeywords},
    PresetValue{"persistence.cookie", "SRVID",
                "HAProxy 2.6 configuration manual, 4.2 cookie: has no default name; this is the one of its examples",
                Approximate},
    PresetValue{"workers", "1", "HAProxy 2.6 configuration manual, 3.1: one process; its threads share their state"},
};

constexpr std::string_view kNginxServer = "nginx 1.22, ngx_http_upstream_module: server";

constexpr std::array kNginx = {
    PresetValue{"algorithm", "round_robin", "nginx 1.22, ngx_http_upstream_module: upstream"},
    PresetValue{"health_check.kind", "NONE", "nginx 1.22, ngx_http_upstream_hc_module: commercial version only"},
    PresetValue{"passive_check.kind", "FAILURES", kNginxServer},
    PresetValue{"passive_check.max_fails", "1", kNginxServer},
    PresetValue{"passive_check.fail_timeout", "10s", kNginxServer},
    PresetValue{"retries", "every server once",
                "nginx 1.22, ngx_http_proxy_module: proxy_next_upstream error timeout, tries 0 = no limit"},
    PresetValue{"queue_timeout", "none",
                "nginx 1.22, ngx_http_upstream_module: queue is in the commercial version only, so nothing waits"},
    PresetValue{"connect_timeout", "1min", "nginx 1.22, ngx_http_proxy_module: proxy_connect_timeout"},
    PresetValue{"server_timeout", "1min", "nginx 1.22, ngx_http_proxy_module: proxy_read_timeout"},
    PresetValue{"slow_start", "none",
                "nginx 1.22, ngx_http_upstream_module: slow_start is in the commercial version only"},
    PresetValue{"persistence.kind", "NONE",
                "nginx 1.22, ngx_http_upstream_module: sticky is in the commercial version only"},
    PresetValue{"workers", "1", "nginx 1.22, core module: worker_processes 1"},
};

constexpr std::array kIisArr = {
    PresetValue{"algorithm", "least_current_request", "ARR 3.0 schema, webFarm/loadBalancing algorithm LeastRequests",
                Unverified},
    PresetValue{"health_check.kind", "HTTP",
                "IIS documentation, HTTP load balancing using ARR: URL test, off until it has a URL"},
    PresetValue{"health_check.interval", "30s", "IIS documentation, HTTP load balancing using ARR: URL test, interval"},
    PresetValue{"health_check.timeout", "30s", "IIS documentation, HTTP load balancing using ARR: URL test, time-out"},
    PresetValue{"health_check.fall", "1",
                "IIS documentation, HTTP load balancing using ARR: unhealthy after one failed test", Approximate},
    PresetValue{"health_check.rise", "1",
                "IIS documentation, HTTP load balancing using ARR: healthy after one passed test", Approximate},
    PresetValue{"passive_check.kind", "NONE",
                "IIS documentation, HTTP load balancing using ARR: live traffic test, maximum failures 0 = off",
                Unverified},
    PresetValue{"retries", "0", "ARR 3.0: a failed request is answered 502", Unverified},
    PresetValue{"queue_timeout", "none", "ARR 3.0: requests do not wait for a server", Unverified},
    PresetValue{"connect_timeout", "30s", "ARR 3.0 schema, webFarm/protocol timeout 00:00:30", Approximate},
    PresetValue{"server_timeout", "30s",
                "ARR 3.0 schema, webFarm/protocol timeout 00:00:30; 120s for the proxy of the whole server",
                Unverified},
    PresetValue{"slow_start", "none", "ARR 3.0: has none", Unverified},
    PresetValue{"persistence.kind", "NONE",
                "IIS documentation, HTTP load balancing using ARR: client affinity is chosen"},
    PresetValue{"persistence.cookie", "ARRAffinity", "ARR 3.0 schema, webFarm/affinity cookieName"},
};

constexpr std::string_view kOutlier = "Envoy v3 API, config.cluster.v3.OutlierDetection";

constexpr std::array kEnvoy = {
    PresetValue{"algorithm", "round_robin", "Envoy v3 API, config.cluster.v3.Cluster lb_policy"},
    PresetValue{"health_check.kind", "NONE", "Envoy v3 API, config.cluster.v3.Cluster health_checks: none"},
    PresetValue{"passive_check.kind", "OUTLIER", kOutlier},
    PresetValue{"passive_check.consecutive_errors", "5",
                "Envoy v3 API, config.cluster.v3.OutlierDetection consecutive_5xx"},
    PresetValue{"passive_check.interval", "10s", "Envoy v3 API, config.cluster.v3.OutlierDetection interval"},
    PresetValue{"passive_check.base_ejection", "30s",
                "Envoy v3 API, config.cluster.v3.OutlierDetection base_ejection_time"},
    PresetValue{"passive_check.max_ejection", "5min",
                "Envoy v3 API, config.cluster.v3.OutlierDetection max_ejection_time"},
    PresetValue{"passive_check.max_ejected", "10%",
                "Envoy v3 API, config.cluster.v3.OutlierDetection max_ejection_percent"},
    PresetValue{"passive_check.always_eject_one", "false",
                "Envoy v3 API, config.cluster.v3.OutlierDetection always_eject_one_host"},
    PresetValue{"panic_threshold", "50%", "Envoy v3 API, Cluster.CommonLbConfig healthy_panic_threshold"},
    PresetValue{"retries", "0", "Envoy v3 API, config.route.v3.RetryPolicy: no retry without a policy"},
    PresetValue{"queue_timeout", "none", "Envoy v3 API: nothing waits for a server, see capacity.max_pending"},
    PresetValue{"max_requests", "1024", "Envoy v3 API, config.cluster.v3.CircuitBreakers.Thresholds max_requests"},
    PresetValue{"max_retries", "3", "Envoy v3 API, config.cluster.v3.CircuitBreakers.Thresholds max_retries"},
    PresetValue{"capacity.max_pending", "1024",
                "Envoy v3 API, config.cluster.v3.CircuitBreakers.Thresholds max_pending_requests: of one number for "
                "all servers",
                Approximate},
    PresetValue{"connect_timeout", "5s", "Envoy v3 API, config.cluster.v3.Cluster connect_timeout"},
    PresetValue{"server_timeout", "15s", "Envoy v3 API, config.route.v3.RouteAction timeout"},
    PresetValue{"slow_start", "none", "Envoy v3 API, Cluster.SlowStartConfig: off unless set"},
    PresetValue{"persistence.kind", "NONE", "Envoy documentation, stateful session filter: off unless set"},
};

constexpr std::array kF5 = {
    PresetValue{"algorithm", "round-robin", "F5 tmsh reference, ltm pool load-balancing-mode"},
    PresetValue{"health_check.kind", "HTTP", "F5 tmsh reference, ltm monitor http"},
    PresetValue{"health_check.interval", "5s", "F5 tmsh reference, ltm monitor http interval 5"},
    PresetValue{"health_check.timeout", "5s",
                "F5 tmsh reference, ltm monitor http interval 5: a probe that is late counts as failed at the next one",
                Approximate},
    PresetValue{"health_check.fall", "3",
                "F5 tmsh reference, ltm monitor http timeout 16: no answer for 3 intervals and 1s", Approximate},
    PresetValue{"health_check.rise", "1", "F5 tmsh reference, ltm monitor http time-until-up 0"},
    PresetValue{"passive_check.kind", "NONE", "F5 tmsh reference, ltm monitor inband: not among the defaults"},
    PresetValue{"retries", "0", "F5 tmsh reference, ltm pool reselect-tries 0"},
    PresetValue{"queue_timeout", "none", "F5 tmsh reference, ltm pool queue-on-connection-limit disabled"},
    PresetValue{"connect_timeout", "none", "F5 tmsh reference, ltm profile tcp: by retransmission of SYN", Approximate},
    PresetValue{"server_timeout", "5min", "F5 tmsh reference, ltm profile tcp idle-timeout 300", Approximate},
    PresetValue{"slow_start", "10s", "F5 tmsh reference, ltm pool slow-ramp-time 10"},
    PresetValue{"persistence.kind", "NONE", "F5 tmsh reference, ltm virtual persist none"},
    PresetValue{"persistence.cookie", "BIGipServer",
                "F5 tmsh reference, ltm persistence cookie: BIGipServer and the pool's name", Approximate},
    PresetValue{"persistence.expiry", "3min", "F5 tmsh reference, ltm persistence source-addr timeout 180"},
};

constexpr std::string_view kAlbChecks = "AWS, Application Load Balancers: health checks for target groups";
constexpr std::string_view kAlbAttributes = "AWS, Application Load Balancers: edit target group attributes";

constexpr std::array kAwsAlb = {
    PresetValue{"algorithm", "round_robin", kAlbAttributes},
    PresetValue{"health_check.kind", "HTTP", kAlbChecks},
    PresetValue{"health_check.interval", "30s",
                "AWS, Application Load Balancers: health checks, HealthCheckIntervalSeconds"},
    PresetValue{"health_check.timeout", "5s",
                "AWS, Application Load Balancers: health checks, HealthCheckTimeoutSeconds"},
    PresetValue{"health_check.fall", "2", "AWS, Application Load Balancers: health checks, UnhealthyThresholdCount"},
    PresetValue{"health_check.rise", "5", "AWS, Application Load Balancers: health checks, HealthyThresholdCount"},
    PresetValue{"passive_check.kind", "NONE",
                "AWS, Application Load Balancers: anomaly mitigation belongs to weighted_random and is not modelled",
                Approximate},
    PresetValue{"panic_threshold", "0%",
                "AWS, Application Load Balancers: health checks, fails open when no target is healthy"},
    PresetValue{"retries", "0", "AWS, Application Load Balancers: HTTP 502 and 504, no second target is tried",
                Unverified},
    PresetValue{"queue_timeout", "none", "AWS, Application Load Balancers: requests do not wait for a target",
                Unverified},
    PresetValue{"connect_timeout", "10s",
                "AWS, Application Load Balancers: troubleshooting, HTTP 504 after 10 seconds"},
    PresetValue{"server_timeout", "1min", "AWS, Application Load Balancers: idle_timeout.timeout_seconds"},
    PresetValue{"slow_start", "none", "AWS, Application Load Balancers: slow_start.duration_seconds 0"},
    PresetValue{"persistence.kind", "NONE",
                "AWS, Application Load Balancers: sticky sessions, stickiness.enabled false"},
    PresetValue{"persistence.cookie", "AWSALB", "AWS, Application Load Balancers: sticky sessions, duration-based"},
    PresetValue{"persistence.expiry", "1d", "AWS, Application Load Balancers: stickiness.lb_cookie.duration_seconds"},
};

constexpr std::array kIngressNginx = {
    PresetValue{"algorithm", "round_robin", "ingress-nginx documentation, ConfigMap: load-balance"},
    PresetValue{"health_check.kind", "HTTP",
                "Kubernetes API, Probe: the readiness of the pods, as far as they have a probe", Approximate},
    PresetValue{"health_check.interval", "10s", "Kubernetes API, Probe: periodSeconds", Approximate},
    PresetValue{"health_check.timeout", "1s", "Kubernetes API, Probe: timeoutSeconds", Approximate},
    PresetValue{"health_check.fall", "3", "Kubernetes API, Probe: failureThreshold", Approximate},
    PresetValue{"health_check.rise", "1", "Kubernetes API, Probe: successThreshold", Approximate},
    PresetValue{
        "passive_check.kind", "NONE",
        "ingress-nginx documentation, how it works: endpoints come from the API, the balancer keeps no failures"},
    PresetValue{"retries", "2", "ingress-nginx documentation, ConfigMap: proxy-next-upstream-tries 3"},
    PresetValue{"queue_timeout", "none", "ingress-nginx: nothing waits for a pod"},
    PresetValue{"connect_timeout", "5s", "ingress-nginx documentation, ConfigMap: proxy-connect-timeout"},
    PresetValue{"server_timeout", "1min", "ingress-nginx documentation, ConfigMap: proxy-read-timeout"},
    PresetValue{"slow_start", "none", "ingress-nginx: has none"},
    PresetValue{"persistence.kind", "NONE", "ingress-nginx documentation, annotations: session affinity is chosen"},
    PresetValue{"persistence.cookie", "INGRESSCOOKIE", "ingress-nginx documentation, annotations: session-cookie-name"},
};

constexpr std::array kPresets = {
    Preset{farm::Product::Haproxy, "HAPROXY", "HAProxy", "2.6",
           "Takes `check` on every server line for given; without it HAProxy never learns that a server failed.",
           kHaproxy},
    Preset{farm::Product::Nginx, "NGINX", "nginx", "1.22", "", kNginx},
    Preset{farm::Product::IisArr, "IIS_ARR", "IIS ARR", "3.0",
           "Takes a URL test for given. Weights count relatively: 100 each is the same as 1 each.", kIisArr},
    Preset{farm::Product::Envoy, "ENVOY", "Envoy", "v3 API",
           "Takes an empty `outlier_detection` block for given; without it and without health checks Envoy never "
           "learns that a "
           "server failed.",
           kEnvoy},
    Preset{farm::Product::F5, "F5", "F5 BIG-IP LTM", "16", "Takes the http monitor on the pool for given.", kF5},
    Preset{farm::Product::AwsAlb, "AWS_ALB", "AWS ALB", "2024", "A target that leaves drains for 300s.", kAwsAlb},
    Preset{farm::Product::IngressNginx, "INGRESS_NGINX", "ingress-nginx", "1.x",
           "A pod that fails its probe leaves when the controller hears of it; the time until then is not modelled.",
           kIngressNginx},
};

}  // namespace

std::span<const Preset> presets() {
  return kPresets;
}

const Preset* presetOf(farm::Product product) {
  const auto found =
      std::find_if(kPresets.begin(), kPresets.end(), [&](const Preset& p) { return p.product == product; });
  return found == kPresets.end() ? nullptr : &*found;
}

const PresetValue* presetValue(farm::Product product, std::string_view setting) {
  const Preset* preset = presetOf(product);
  if (preset == nullptr) return nullptr;
  const auto& values = preset->values;
  const auto found =
      std::find_if(values.begin(), values.end(), [&](const PresetValue& v) { return v.setting == setting; });
  return found == values.end() ? nullptr : &*found;
}

std::string_view productName(farm::Product product) {
  const Preset* preset = presetOf(product);
  return preset == nullptr ? "Headroom" : preset->name;
}

}  // namespace headroom::balancing
