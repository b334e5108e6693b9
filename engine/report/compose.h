// From a study to a document: one function a chapter. Each leaves a sentence where it has nothing to show, but for
// those of validation and operation, which are left out then.
#pragma once

#include "engine/report/content.h"
#include "engine/report/report.h"

namespace headroom::report {

/// All chapters in the order below.
Document compose(const Study& study);

Section briefSection(const Study& study);
Section farmSection(const Study& study);
Section demandSection(const Study& study);
Section resultsSection(const Study& study);
/// The model beside the log it replayed; empty where nothing was compared.
Section validationSection(const Study& study);
/// Availability, scaling and background work; empty where the farm has none.
Section operationsSection(const Study& study);
Section overTimeSection(const Study& study);
Section headroomSection(const Study& study);
Section lossSection(const Study& study);
Section findingsSection(const Study& study);
Section assumptionsSection(const Study& study);
Section methodSection(const Study& study);
Section manifestSection(const Study& study);

}  // namespace headroom::report
