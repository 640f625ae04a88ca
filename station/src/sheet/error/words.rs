//! The words of a sheet's errors: where, what, and what to do.

use dianfei_rules::calendar::working_days::FIRST_DAY_OF_THE_NEXT;

use super::{Fault, Place, SheetError};
use crate::sheet::{MOST_BYTES, MOST_ROWS};

impl SheetError {
    /// The error in Chinese: where, what, and what to do.
    #[must_use]
    pub fn chinese(&self) -> String {
        let place = match self.place {
            Place::File => "文件".to_owned(),
            Place::Cell { row, column } => format!("第 {row} 行“{}”列", column.0),
            Place::Row { row } => format!("第 {row} 行"),
        };
        format!("{place}：{}。{}", self.fault.what_chinese(), self.fault.remedy().0)
    }

    /// The error in English: where, what, and what to do.
    #[must_use]
    pub fn english(&self) -> String {
        let place = match self.place {
            Place::File => "File".to_owned(),
            Place::Cell { row, column } => format!("Row {row}, column \"{}\"", column.1),
            Place::Row { row } => format!("Row {row}"),
        };
        format!("{place}: {}. {}", self.fault.what().1, self.fault.remedy().1)
    }
}

impl Fault {
    /// What is wrong, in Chinese and English, without a full stop.
    #[must_use]
    pub fn what(&self) -> (String, String) {
        let english = if let Self::NotHeld { text, thing } = self {
            format!("the station has no {} {text:?}", thing.title().1)
        } else {
            self.to_string()
        };
        (self.what_chinese(), english)
    }

    fn what_chinese(&self) -> String {
        match self {
            Self::UnknownEncoding => "文字编码无法识别".to_owned(),
            Self::OldWorkbook => "是旧版 .xls 工作簿".to_owned(),
            Self::BrokenWorkbook { reason } => format!("工作簿打不开（{reason}）"),
            Self::FileTooLarge { bytes } => format!("文件有 {bytes} 字节，太大"),
            Self::TooManyRows { rows } => format!("共 {rows} 行，太多"),
            Self::TooManyColumns { most } => format!("超过 {most} 列，太多"),
            Self::UnpacksTooLarge => "工作簿解开后太大".to_owned(),
            Self::NoRows => "表头以下没有内容".to_owned(),
            Self::ColumnMissing { found } => format!("缺少此列，现有：{found}"),
            Self::HeaderTwice => "此表头出现两次".to_owned(),
            Self::Empty => "单元格为空".to_owned(),
            Self::CellError { text } => format!("单元格是表格自身的错误 {text}"),
            Self::DigitsLost { text } => format!("{text} 位数超过表格数字的精度，末位可能已丢失"),
            Self::NotANumber { text } => format!("“{text}”不是数字"),
            Self::NotWhole { text } => format!("“{text}”不是整数"),
            Self::OutOfRange { text, least, most } => {
                format!("“{text}”不在 {least} 至 {most} 之间")
            }
            Self::TooPrecise { text, most } => format!("“{text}”的小数超过 {most} 位"),
            Self::NotADate { text } => format!("“{text}”不是日历上的日期"),
            Self::NotAMonth { text } => format!("“{text}”不是年月"),
            Self::UnknownWord { text, known } => format!("“{text}”不在可用的词之内：{known}"),
            Self::NotAnIdentity { text } => format!("“{text}”不是由字母、数字和连字符组成的编号"),
            Self::NotATelephone => "不是电话号码".to_owned(),
            Self::Unprintable => "文字过长或含有不可打印的字符".to_owned(),
            Self::Contradiction { text, other } => format!("“{text}”与 {other} 矛盾"),
            Self::NotAWeekend { text } => format!("{text} 不是周六或周日"),
            Self::OfAnotherYear { text, year } => format!("{text} 不在 {year} 年的安排之内"),
            Self::Differs { text, first_row } => format!("“{text}”与第 {first_row} 行不一致"),
            Self::Repeated { text, first_row } => format!("“{text}”与第 {first_row} 行重复"),
            Self::NotHeld { text, thing } => format!("本所没有{}“{text}”", thing.title().0),
            Self::Held { text } => format!("“{text}”本所已经登记"),
        }
    }

    /// What to do, in Chinese and English.
    #[must_use]
    pub fn remedy(&self) -> (String, String) {
        let say = |chinese: &str, english: &str| (chinese.to_owned(), english.to_owned());
        match self {
            Self::UnknownEncoding => say(
                "请另存为 .xlsx，或 UTF-8、GBK 编码的 .csv。",
                "Save it as .xlsx, or as .csv in UTF-8 or GBK.",
            ),
            Self::OldWorkbook | Self::BrokenWorkbook { .. } => say(
                "请用表格软件打开，另存为 .xlsx 再导入。",
                "Open it in a spreadsheet program, save it as .xlsx and import again.",
            ),
            Self::FileTooLarge { .. } => {
                let most = MOST_BYTES / (1024 * 1024);
                (
                    format!("请拆成不超过 {most} MB 的文件。"),
                    format!("Split it into files of at most {most} MB."),
                )
            }
            Self::TooManyRows { .. } => (
                format!("请拆成每份不超过 {MOST_ROWS} 行的文件。"),
                format!("Split it into files of at most {MOST_ROWS} rows."),
            ),
            Self::TooManyColumns { .. } => say(
                "请检查引号是否成对，列之间用逗号或制表符；多余的列请删去。",
                "Check that quotation marks come in pairs and columns are separated by commas or tabs; remove columns that are not needed.",
            ),
            Self::UnpacksTooLarge => say(
                "请只把需要的行复制到新的工作簿，不带图片，再导入。",
                "Copy only the rows that are needed into a new workbook, without pictures, and import that.",
            ),
            Self::NoRows => say("请填写至少一行。", "Fill in at least one row."),
            Self::ColumnMissing { .. } => {
                say("请按模板补上此列的表头。", "Add the column's header as in the template.")
            }
            Self::HeaderTwice => say("请删去多余的一列。", "Remove one of the two columns."),
            Self::Empty => say("请填写。", "Fill it in."),
            Self::CellError { .. } => say("请改正公式。", "Correct the formula."),
            Self::DigitsLost { .. } => say(
                "请将此列设为文本格式，重新输入编号。",
                "Format the column as text and enter the number again.",
            ),
            Self::Contradiction { .. }
            | Self::Differs { .. }
            | Self::Repeated { .. }
            | Self::NotHeld { .. }
            | Self::Held { .. } => self.remedy_for_rows(),
            _of_one_cell => self.remedy_for_content(),
        }
    }

    /// Where cells, rows or the station's record disagree.
    fn remedy_for_rows(&self) -> (String, String) {
        if let Self::NotHeld { thing, .. } = self {
            let (chinese, _, english) = thing.title();
            return (
                format!("请改正编号，或先导入“{chinese}”表。"),
                format!("Correct the number, or take in the sheet of {english} first."),
            );
        }
        let (chinese, english) = if matches!(self, Self::Held { .. }) {
            (
                "请删去这一行：已登记的内容不由表格改写。",
                "Remove the row: a sheet does not overwrite what is recorded.",
            )
        } else if matches!(self, Self::Differs { .. }) {
            (
                "说同一件事的各行应当一致，请改正其中一行。",
                "Rows that tell of the same thing must agree: correct one of them.",
            )
        } else if matches!(self, Self::Repeated { .. }) {
            ("请只保留一行，或改正编号。", "Keep one of the rows, or correct the number.")
        } else {
            ("请核对这两列，改正错的一列。", "Check both columns and correct the wrong one.")
        };
        (chinese.to_owned(), english.to_owned())
    }

    fn remedy_for_content(&self) -> (String, String) {
        let say = |chinese: &str, english: &str| (chinese.to_owned(), english.to_owned());
        match self {
            Self::NotWhole { .. } => say("请填整数。", "Enter a whole number."),
            Self::OutOfRange { .. } => say("请核对数值。", "Check the figure."),
            Self::TooPrecise { most, .. } => (
                format!("请核对，最多 {most} 位小数。"),
                format!("Check it: at most {most} decimals."),
            ),
            Self::NotADate { .. } => {
                say("请写成 2026-11-05 的样子。", "Write it like 2026-11-05.")
            }
            Self::NotAMonth { .. } => say("请写成 2026-11 的样子。", "Write it like 2026-11."),
            Self::UnknownWord { .. } => say("请改用其中之一。", "Use one of them."),
            Self::NotAnIdentity { .. } => {
                say("请改为 1 至 32 位字母、数字或连字符。", "Use 1 to 32 letters, digits or hyphens.")
            }
            Self::NotATelephone => say(
                "请只用数字、空格和连字符，5 至 20 位。",
                "Use digits, spaces and hyphens only, 5 to 20 of them.",
            ),
            Self::NotAWeekend { .. } => say(
                "上班的行只填调休的周末，请核对日期；平常的工作日不用填。",
                "Rows of worked days hold weekends only: check the date; other working days need no row.",
            ),
            Self::OfAnotherYear { .. } => (
                format!("请核对日期和年份；元旦的安排最早从上年 12 月 {FIRST_DAY_OF_THE_NEXT} 日起。"),
                format!("Check the date and the year; a New Year's begins on {FIRST_DAY_OF_THE_NEXT} December at the earliest."),
            ),
            Self::Unprintable => say(
                "请删去换行等字符，不超过 100 字。",
                "Remove line breaks and the like; at most 100 characters.",
            ),
            Self::NotANumber { .. }
            // What `remedy` answers elsewhere.
            | Self::Contradiction { .. }
            | Self::Differs { .. }
            | Self::Repeated { .. }
            | Self::NotHeld { .. }
            | Self::Held { .. }
            | Self::UnknownEncoding
            | Self::OldWorkbook
            | Self::BrokenWorkbook { .. }
            | Self::FileTooLarge { .. }
            | Self::TooManyRows { .. }
            | Self::TooManyColumns { .. }
            | Self::UnpacksTooLarge
            | Self::NoRows
            | Self::ColumnMissing { .. }
            | Self::HeaderTwice
            | Self::Empty
            | Self::CellError { .. }
            | Self::DigitsLost { .. } => say(
                "请只填数字，不带单位、字母和千分位。",
                "Enter digits only, without unit, letters or thousands marks.",
            ),
        }
    }
}
