//! The print queue: jobs as lines of text in, a table for people out.

use std::fmt;

/// Something to print, as many times as `copies` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub title: String,
    pub pages: u32,
    pub copies: u32,
}

/// A line that is no job. `line` counts from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub line: usize,
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}", self.line, self.message)
    }
}

impl Job {
    /// Reads `title`, `pages` and optionally `copies`, with tabs between them.
    ///
    /// # Errors
    ///
    /// Says which of the three is missing or is not what it must be.
    pub fn parse(line: &str) -> Result<Job, String> {
        let fields: Vec<&str> = line.split('\t').collect();
        let (title, pages, copies) = match fields[..] {
            [title, pages] => (title, pages, "1"),
            [title, pages, copies] => (title, pages, copies),
            _ => return Err("a job is a title, pages and perhaps copies, with tabs between".into()),
        };
        if title.trim().is_empty() {
            return Err("the title is empty".into());
        }
        Ok(Job {
            title: title.trim().into(),
            pages: count("pages", pages)?,
            copies: count("copies", copies)?,
        })
    }

    /// How much paper the job takes. Wide enough for the largest counts.
    #[must_use]
    pub fn sheets(&self) -> u64 {
        u64::from(self.pages) * u64::from(self.copies)
    }
}

fn count(name: &str, text: &str) -> Result<u32, String> {
    match text.trim().parse() {
        Ok(0) | Err(_) => Err(format!("{name} is `{text}`, not a number from 1 up")),
        Ok(number) => Ok(number),
    }
}

/// Reads a whole queue. Empty lines are passed over.
///
/// # Errors
///
/// All the lines that are no job.
pub fn parse_queue(text: &str) -> Result<Vec<Job>, Vec<Problem>> {
    let mut jobs = Vec::new();
    let mut problems = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match Job::parse(line) {
            Ok(job) => jobs.push(job),
            Err(message) => problems.push(Problem { line: index + 1, message }),
        }
    }
    if problems.is_empty() {
        Ok(jobs)
    } else {
        Err(problems)
    }
}

/// The queue as a table: one line a job, in order, and the paper it takes altogether.
#[must_use]
pub fn render(jobs: &[Job]) -> String {
    if jobs.is_empty() {
        return "The queue is empty.\n".into();
    }
    let title = jobs.iter().map(|job| job.title.chars().count()).max().unwrap_or(0).max(5);
    let number = jobs.len().to_string().len();
    let row = |cells: [String; 5]| {
        let [index, name, pages, copies, sheets] = cells;
        format!("{index:<number$}  {name:<title$}  {pages:>5}  {copies:>6}  {sheets:>6}")
    };
    let mut lines = vec![row(["#", "title", "pages", "copies", "sheets"].map(String::from))];
    for (index, job) in jobs.iter().enumerate() {
        lines.push(row([
            (index + 1).to_string(),
            job.title.clone(),
            job.pages.to_string(),
            job.copies.to_string(),
            job.sheets().to_string(),
        ]));
    }
    let sheets: u64 = jobs.iter().map(Job::sheets).sum();
    let width = lines[0].chars().count();
    lines.push(format!("{sheets:>width$}\n"));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_default_to_one() {
        assert_eq!(Job::parse("Labels\t10").map(|job| job.copies), Ok(1));
    }

    #[test]
    fn paper_does_not_overflow() {
        let job = Job { title: "Everything".into(), pages: u32::MAX, copies: u32::MAX };

        assert_eq!(job.sheets(), 18_446_744_065_119_617_025);
    }

    #[test]
    fn every_bad_line_is_told() {
        let lines = |text| parse_queue(text).map_err(|all| all.iter().map(|p| p.line).collect());

        assert_eq!(lines("A\t1\nB\n\n\t2\nC\t0\n"), Err::<Vec<Job>, Vec<usize>>(vec![2, 4, 5]));
    }

    #[test]
    fn columns_line_up_under_long_titles() {
        let jobs = parse_queue("Überweisung\t3\t2\nA\t10\n").unwrap();

        assert_eq!(
            render(&jobs),
            "#  title        pages  copies  sheets\n\
             1  Überweisung      3       2       6\n\
             2  A               10       1      10\n\
             \u{20}                                  16\n"
        );
    }

    #[test]
    fn an_empty_queue_says_so() {
        assert_eq!(render(&[]), "The queue is empty.\n");
    }
}
