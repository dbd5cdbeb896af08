package io.github.sosapp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LicenseExpressionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Apache License, Version 2.0                    | Apache-2.0",
                "The Apache Software License, Version 2.0       | Apache-2.0",
                "Apache 2                                       | Apache-2.0",
                "Apache-2.0                                     | Apache-2.0",
                "apache license v2.0                            | Apache-2.0",
                "ASL 2.0                                        | Apache-2.0",
                "The MIT License (MIT)                          | MIT",
                "The MIT License                                | MIT",
                "MIT Licence                                    | MIT",
                "Mozilla Public License Version 2.0             | MPL-2.0",
                "MPL 1.1                                        | MPL-1.1",
                "Eclipse Public License - v 1.0                 | EPL-1.0",
                "EPL 2.0                                        | EPL-2.0",
                "EDL 1.0                                        | BSD-3-Clause",
                "GNU General Public License, version 2          | GPL-2.0-only",
                "GPLv3+                                         | GPL-3.0-or-later",
                "GNU General Public License v3.0 or later       | GPL-3.0-or-later",
                "GPL2 w/ CPE                                    | GPL-2.0-only WITH Classpath-exception-2.0",
                "GNU Lesser General Public License, Version 2.1 | LGPL-2.1-only",
                "LGPL-3.0-or-later                              | LGPL-3.0-or-later",
                "AGPL-3.0-only                                  | AGPL-3.0-only",
                "The New BSD License                            | BSD-3-Clause",
                "BSD 2-Clause License                           | BSD-2-Clause",
                "BSD-3-Clause                                   | BSD-3-Clause",
                "BSD License                                    | LicenseRef-BSD-License",
                "0BSD                                           | 0BSD",
                "OFL-1.1                                        | OFL-1.1",
                "CC-BY-SA-4.0                                   | CC-BY-SA-4.0",
                "Apache-2.0 OR (MIT AND ISC)                    | Apache-2.0 OR (MIT AND ISC)",
                "Apache-2.0 WITH LLVM-exception                 | Apache-2.0 WITH LLVM-exception",
                "(ISC                                           | LicenseRef-ISC",
                "Proprietary                                    | LicenseRef-Proprietary",
                "Company Licence: internal use only             | LicenseRef-Company-Licence-internal-use-only",
                "Лицензия                                       | LicenseRef-unnamed",
            })
    void namesOfPomsBecomeWordsOfSpdx(String name, String expression) {
        assertThat(LicenseExpression.of(List.of(name))).isEqualTo(expression);
    }

    @Test
    void ofSeveralLicencesTheUserMayChooseOne() {
        assertThat(LicenseExpression.of(List.of("Apache 2.0", "EPL 2.0", "", "Apache-2.0")))
                .isEqualTo("Apache-2.0 OR EPL-2.0");
        assertThat(LicenseExpression.of(List.of())).isEmpty();
    }
}
