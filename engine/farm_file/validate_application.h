// What is checked of applications, of their calls and of their background work.
#pragma once

#include "engine/farm_file/checker.h"
#include "engine/farm_file/farm_names.h"

namespace headroom::farm_file {

/// Goes through the applications of one farm; remembers the names and paths that are taken. Farm, names and checker
/// must outlive it.
class ApplicationChecks {
 public:
  ApplicationChecks(Checker& check, const farm::Farm& farm, const FarmNames& names)
      : check_(check), farm_(farm), names_(names) {}

  void application(const farm::Application& application, const std::string& path);
  void reference(const farm::Reference& reference, const std::string& path);
  void background(const farm::Background& background, const std::string& path);

 private:
  /// Who makes transactions needs a database, and has to say which of several.
  void databaseOf(const Subject& subject, const farm::Application& application);
  /// A pool that no server has is a warning: requests then run in each server's first pool.
  void poolOf(const Subject& subject, const farm::Application& application);
  void modules(const farm::Application& application, const Subject& subject);
  void modulePath(const farm::Module& module, const Subject& entry, const Subject& application);
  /// One path belongs to one application.
  void claimPath(const Subject& owner, const std::string& field, const std::string& path, const Subject& application);
  /// `application`: whose database the work is for; nullptr where that is unknown.
  void work(const Subject& subject, const farm::Work& work, const farm::Application* application);
  void sizes(const Subject& subject, std::int64_t request, std::int64_t response);

  Checker& check_;
  const farm::Farm& farm_;
  const FarmNames& names_;
  Scope applications_, background_;
  Scope paths_;  ///< In lower case: web servers of this kind do not tell cases apart.
};

}  // namespace headroom::farm_file
