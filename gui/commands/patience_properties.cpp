// Properties of users to whom no answer comes: further attempts of their program, and their own hand on the reload key.
#include "gui/commands/users_builder.h"

namespace headroom::gui::building {
namespace {

bool hasRetries(const farm::Farm& farm, const ObjectRef& ref) {
  return usersIn(farm, ref.name)->retry.has_value();
}
bool hasBudget(const farm::Farm& farm, const ObjectRef& ref) {
  return hasRetries(farm, ref) && usersIn(farm, ref.name)->retry->budget.has_value();
}
bool reloads(const farm::Farm& farm, const ObjectRef& ref) {
  return usersIn(farm, ref.name)->reload.has_value();
}

/// A value inside a part of users that may be absent. `part(users)` gives the optional part.
template <class Part, class Format, class Parse>
UsersBuilder& inside(UsersBuilder& builder, const char* key, const char* label, Part part, Format format, Parse parse) {
  return builder.custom(
      key, label,
      [part, format](const farm::Users& users) { return part(users) ? q(format(*part(users))) : QString(); },
      [part, parse](farm::Users& users, const QString& text) -> QString {
        if (!part(users)) return {};
        return parse(*part(users), text.trimmed());
      });
}

template <class Part>
UsersBuilder& duration(UsersBuilder& builder, const char* key, const char* label, Part part, auto member) {
  return inside(
      builder, key, label, part, [member](const auto& o) { return formatDuration(o.*member); },
      [member](auto& o, const QString& text) -> QString {
        const auto time = parseDuration(text.toStdString());
        if (!time) return sentence(time.problems());
        o.*member = *time;
        return {};
      });
}

template <class Part>
UsersBuilder& number(UsersBuilder& builder, const char* key, const char* label, Part part, auto member,
                     std::string (*format)(double)) {
  return inside(
      builder, key, label, part, [member, format](const auto& o) { return format(o.*member); },
      [member](auto& o, const QString& text) -> QString {
        const auto value = parseFraction(text.toStdString());
        if (!value) return sentence(value.problems());
        o.*member = *value;
        return {};
      });
}

template <class Part>
UsersBuilder& flag(UsersBuilder& builder, const char* key, const char* label, Part part, auto member) {
  return inside(
             builder, key, label, part, [member](const auto& o) { return std::string(o.*member ? "true" : "false"); },
             [member](auto& o, const QString& text) -> QString {
               if (text != "true" && text != "false") return tr("Say true or false.");
               o.*member = text == "true";
               return {};
             })
      .as(Entry::Flag);
}

const auto kRetry = [](auto& users) -> auto& {
  return users.retry;
};
const auto kReload = [](auto& users) -> auto& {
  return users.reload;
};

void addAttempts(UsersBuilder& builder) {
  builder.group(tr("Further attempts"))
      .custom(
          "attempts", "Attempts", [](const auto& o) { return QString::number(o.retry ? o.retry->attempts : 1); },
          [](auto& o, const QString& value) -> QString {
            bool isNumber = false;
            const int attempts = value.trimmed().toInt(&isNumber);
            if (!isNumber || attempts < 1 || attempts > 100) return tr("“%1” is not from 1 to 100.").arg(value);
            if (attempts == 1) return o.retry.reset(), QString();
            if (!o.retry) o.retry.emplace();
            o.retry->attempts = attempts;
            return {};
          })
      .as(Entry::Whole)
      .range(1, 100)
      .help("Of a request that fails or times out, by the client's program. 1: a failure is final.");
  duration(builder, "backoff", "First pause", kRetry, &farm::Retry::backoff)
      .help("Before the second attempt.")
      .when(hasRetries);
  number(builder, "backoff_factor", "Next ones, times", kRetry, &farm::Retry::factor, formatNumber)
      .help("Each further pause is so many times as long; 1: all alike.")
      .when(hasRetries);
  duration(builder, "longest", "Longest pause", kRetry, &farm::Retry::longest).when(hasRetries);
  number(builder, "jitter", "Random part", kRetry, &farm::Retry::jitter, formatFraction)
      .help("Of each pause; 100%: from nothing to the whole.")
      .when(hasRetries);
  flag(builder, "on_timeout", "After a time-out", kRetry, &farm::Retry::onTimeout).when(hasRetries);
  flag(builder, "on_unavailable", "After 503, 429, 404", kRetry, &farm::Retry::onUnavailable).when(hasRetries);
  flag(builder, "on_refused", "After a broken connection", kRetry, &farm::Retry::onRefused).when(hasRetries);
  flag(builder, "on_error", "After an error (500)", kRetry, &farm::Retry::onError).when(hasRetries);
}

void addBudget(UsersBuilder& builder) {
  const auto budget = [](auto& users) -> auto& {
    return users.retry->budget;
  };
  const auto within = [&](const char* key, const char* label, auto format, auto parse) -> UsersBuilder& {
    return builder.custom(
        key, label,
        [budget, format](const farm::Users& users) {
          return users.retry && budget(users) ? q(format(*budget(users))) : QString();
        },
        [budget, parse](farm::Users& users, const QString& text) -> QString {
          if (!users.retry || !budget(users)) return {};
          return parse(*budget(users), text.trimmed().toStdString());
        });
  };
  builder
      .custom(
          "retry_budget", "Retry budget",
          [](const auto& o) {
            return o.retry && o.retry->budget ? q(formatFraction(o.retry->budget->share)) : QString();
          },
          [](auto& o, const QString& value) -> QString {
            if (!o.retry) return {};
            if (value.trimmed().isEmpty()) return o.retry->budget.reset(), QString();
            const auto share = parseFraction(value.trimmed().toStdString());
            if (!share) return sentence(share.problems());
            if (!o.retry->budget) o.retry->budget.emplace();
            o.retry->budget->share = *share;
            return {};
          })
      .help("Retries of all these users together, as a share of their requests: 10%. Empty: no limit.")
      .when(hasRetries);
  within(
      "retry_budget_per_second", "And always", [](const farm::RetryBudget& b) { return formatRate(b.perSecond); },
      [](farm::RetryBudget& b, const std::string& text) -> QString {
        const auto rate = parseRate(text);
        if (!rate) return sentence(rate.problems());
        b.perSecond = *rate;
        return {};
      })
      .help("Allowed whatever the share gives, such as 10/s.")
      .when(hasBudget);
  within(
      "retry_budget_window", "Counted over", [](const farm::RetryBudget& b) { return formatDuration(b.window); },
      [](farm::RetryBudget& b, const std::string& text) -> QString {
        const auto window = parseDuration(text);
        if (!window) return sentence(window.problems());
        b.window = *window;
        return {};
      })
      .help("So long a request counts.")
      .when(hasBudget);
}

void addReloads(UsersBuilder& builder) {
  builder
      .custom(
          "reload", "Press reload after",
          [](const auto& o) { return o.reload ? q(formatDuration(o.reload->after)) : QString(); },
          [](auto& o, const QString& value) -> QString {
            if (value.trimmed().isEmpty()) return o.reload.reset(), QString();
            const auto after = parseDuration(value.trimmed().toStdString());
            if (!after) return sentence(after.problems());
            if (after->ns() <= 0) return tr("Give a time above 0.");
            if (!o.reload) o.reload.emplace();
            o.reload->after = *after;
            return {};
          })
      .help("The request they no longer wait for goes on. Empty: they never do.");
  number(builder, "reload_probability", "Probability", kReload, &farm::Reload::probability, formatFraction)
      .help("That somebody who waits so long does it.")
      .when(reloads);
  inside(
      builder, "reload_most", "Times at most", kReload,
      [](const farm::Reload& reload) { return std::to_string(reload.most); },
      [](farm::Reload& reload, const QString& text) -> QString {
        bool isNumber = false;
        const int most = text.toInt(&isNumber);
        if (!isNumber || most < 1 || most > 1000) return tr("“%1” is not from 1 to 1000.").arg(text);
        reload.most = most;
        return {};
      })
      .help("For one page.")
      .when(reloads);
}

}  // namespace

void addPatience(UsersBuilder& builder) {
  addAttempts(builder);
  addBudget(builder);
  addReloads(builder);
}

}  // namespace headroom::gui::building
