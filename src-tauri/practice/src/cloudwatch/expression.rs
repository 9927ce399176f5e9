//! The grammar of metric math.
//!
//! `IF(e / i > 0.05, 1, 0)`, `SUM([m1, m2])`, `SEARCH('…', 'Sum', 60)`: numbers,
//! texts, names, arrays, calls and operators, with the usual precedence.
//! Invariant: parsing never panics and never recurses deeper than a fixed depth.

use std::fmt;

/// A parsed expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    /// `0.05`
    Number(f64),
    /// `'Sum'`
    Text(String),
    /// `m1`
    Name(String),
    /// `[m1, m2]`
    Array(Vec<Self>),
    /// `SUM(…)`
    Call(String, Vec<Self>),
    /// `-m1`
    Negative(Box<Self>),
    /// `m1 / m2`
    Binary(Operator, Box<Self>, Box<Self>),
}

/// A binary operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `^`
    Power,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `AND`, `&&`
    And,
    /// `OR`, `||`
    Or,
}

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SyntaxError(String);

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Deeper nesting than this is refused.
const MAX_DEPTH: usize = 40;

/// Operators by level, the loosest first; longer spellings before shorter.
const LEVELS: [&[(&str, Operator)]; 5] = [
    &[("||", Operator::Or), ("OR", Operator::Or)],
    &[("&&", Operator::And), ("AND", Operator::And)],
    &[
        ("==", Operator::Equal),
        ("!=", Operator::NotEqual),
        ("<=", Operator::LessOrEqual),
        (">=", Operator::GreaterOrEqual),
        ("<", Operator::Less),
        (">", Operator::Greater),
    ],
    &[("+", Operator::Add), ("-", Operator::Subtract)],
    &[("*", Operator::Multiply), ("/", Operator::Divide)],
];

/// Parses an expression.
pub(super) fn parse(text: &str) -> Result<Expression, SyntaxError> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0 };
    let expression = parser.level(0, 0)?;
    match parser.peek() {
        None => Ok(expression),
        Some(token) => Err(SyntaxError(format!("unexpected `{token}`"))),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(f64),
    Text(String),
    Word(String),
    Sign(&'static str),
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => write!(f, "'{text}'"),
            Self::Word(word) => f.write_str(word),
            Self::Sign(sign) => f.write_str(sign),
        }
    }
}

const SIGNS: [&str; 18] = [
    "||", "&&", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "^", "(", ")", "[", "]", ",",
];

fn tokens(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = if first == '\'' || first == '"' {
            let inner = &rest[1..];
            let end =
                inner.find(first).ok_or_else(|| SyntaxError("a text has no end".to_owned()))?;
            (Token::Text(inner[..end].to_owned()), end + 2)
        } else if first.is_ascii_digit() || first == '.' {
            number(rest)?
        } else if first.is_ascii_alphabetic() || first == '_' {
            let word = |it: char| !(it.is_ascii_alphanumeric() || it == '_');
            let end = rest.find(word).unwrap_or(rest.len());
            (Token::Word(rest[..end].to_owned()), end)
        } else {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
            let sign = sign.ok_or_else(|| SyntaxError(format!("unexpected `{first}`")))?;
            (Token::Sign(sign), sign.len())
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

fn number(rest: &str) -> Result<(Token, usize), SyntaxError> {
    let part = |it: char| !(it.is_ascii_digit() || it == '.');
    let end = rest.find(part).unwrap_or(rest.len());
    let number = rest[..end].parse();
    let number = number.map_err(|_| SyntaxError(format!("`{}` is no number", &rest[..end])))?;
    Ok((Token::Number(number), end))
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(it)) if *it == sign);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &str) -> Result<(), SyntaxError> {
        if self.take(sign) { Ok(()) } else { Err(SyntaxError(format!("`{sign}` is missing"))) }
    }

    fn operator(&mut self, level: usize) -> Option<Operator> {
        let spelled = match self.peek()? {
            Token::Sign(sign) => (*sign).to_owned(),
            Token::Word(word) => word.to_ascii_uppercase(),
            Token::Number(_) | Token::Text(_) => return None,
        };
        let found = LEVELS[level].iter().find(|(spelling, _)| *spelling == spelled);
        found.map(|(_, operator)| {
            self.at += 1;
            *operator
        })
    }

    fn level(&mut self, level: usize, depth: usize) -> Result<Expression, SyntaxError> {
        if depth > MAX_DEPTH {
            return Err(SyntaxError("the expression is nested too deeply".to_owned()));
        }
        if level == LEVELS.len() {
            return self.signed(depth);
        }
        let mut left = self.level(level + 1, depth)?;
        while let Some(operator) = self.operator(level) {
            let right = self.level(level + 1, depth)?;
            left = Expression::Binary(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn signed(&mut self, depth: usize) -> Result<Expression, SyntaxError> {
        if depth > MAX_DEPTH {
            return Err(SyntaxError("the expression is nested too deeply".to_owned()));
        }
        if self.take("-") {
            return Ok(Expression::Negative(Box::new(self.signed(depth + 1)?)));
        }
        let base = self.primary(depth)?;
        if self.take("^") {
            let exponent = self.signed(depth + 1)?;
            return Ok(Expression::Binary(Operator::Power, Box::new(base), Box::new(exponent)));
        }
        Ok(base)
    }

    fn primary(&mut self, depth: usize) -> Result<Expression, SyntaxError> {
        let token = self.peek().cloned();
        self.at += 1;
        match token {
            Some(Token::Number(number)) => Ok(Expression::Number(number)),
            Some(Token::Text(text)) => Ok(Expression::Text(text)),
            Some(Token::Word(word)) if self.take("(") => {
                Ok(Expression::Call(word.to_ascii_uppercase(), self.items(")", depth)?))
            }
            Some(Token::Word(word)) => Ok(Expression::Name(word)),
            Some(Token::Sign("(")) => {
                let inner = self.level(0, depth + 1)?;
                self.expect(")")?;
                Ok(inner)
            }
            Some(Token::Sign("[")) => Ok(Expression::Array(self.items("]", depth)?)),
            Some(Token::Sign(sign)) => Err(SyntaxError(format!("unexpected `{sign}`"))),
            None => Err(SyntaxError("the expression ends too early".to_owned())),
        }
    }

    fn items(&mut self, end: &str, depth: usize) -> Result<Vec<Expression>, SyntaxError> {
        let mut items = Vec::new();
        if self.take(end) {
            return Ok(items);
        }
        loop {
            items.push(self.level(0, depth + 1)?);
            if self.take(end) {
                return Ok(items);
            }
            self.expect(",")?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        fn show(expression: &Expression) -> String {
            let all = |items: &[Expression]| items.iter().map(show).collect::<Vec<_>>().join(" ");
            match expression {
                Expression::Number(number) => number.to_string(),
                Expression::Text(text) => format!("'{text}'"),
                Expression::Name(name) => name.clone(),
                Expression::Array(items) => format!("[{}]", all(items)),
                Expression::Call(name, items) => format!("({name} {})", all(items)),
                Expression::Negative(inner) => format!("(neg {})", show(inner)),
                Expression::Binary(operator, left, right) => {
                    format!("({operator:?} {} {})", show(left), show(right))
                }
            }
        }
        parse(text).map_or_else(|error| format!("error: {error}"), |it| show(&it))
    }

    #[test]
    fn operators_bind_as_in_arithmetic() {
        assert_eq!(shown("1 + 2*3 - 4"), "(Subtract (Add 1 (Multiply 2 3)) 4)");
        assert_eq!(shown("-m1^2"), "(neg (Power m1 2))");
        assert_eq!(shown("(1+2)*3"), "(Multiply (Add 1 2) 3)");
        assert_eq!(
            shown("IF(e/i > 0.05 AND i >= 10, 1, 0)"),
            "(IF (And (Greater (Divide e i) 0.05) (GreaterOrEqual i 10)) 1 0)"
        );
        assert_eq!(shown("sum([m1,m2])"), "(SUM [m1 m2])");
        assert_eq!(shown("SEARCH('{A,B} C=\"d\"', 'Sum')"), "(SEARCH '{A,B} C=\"d\"' 'Sum')");
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(shown("m1 +"), "error: the expression ends too early");
        assert_eq!(shown("m1 m2"), "error: unexpected `m2`");
        assert_eq!(shown("SUM(m1"), "error: `,` is missing");
        assert_eq!(shown("m1 # m2"), "error: unexpected `#`");
        assert_eq!(shown("'open"), "error: a text has no end");
        let deep = "(".repeat(5000);
        assert_eq!(shown(&deep), "error: the expression is nested too deeply");
        let signs = "-".repeat(5000);
        assert_eq!(shown(&signs), "error: the expression is nested too deeply");
    }
}
