//! A table of policies, held against IAM's documented rules.

use super::*;

const ALIAS: &str = "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD";
const FUNCTION: &str = "arn:aws:lambda:eu-central-1:111122223333:function:orders";
const INSTANCE: &str =
    "arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11";
const ACCOUNT: &str = "111122223333";

fn asked(policy: &str) -> Verdict {
    let request = InvokeRequest { resource: ALIAS, source_arn: INSTANCE, source_account: ACCOUNT };
    evaluate(policy, &request).expect("a policy")
}

fn policy(effect: &str, resource: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"s","Effect":"{effect}",
        "Principal":{{"Service":"connect.amazonaws.com"}},"Action":"lambda:InvokeFunction",
        "Resource":"{resource}","Condition":{condition}}}]}}"#
    )
}

fn allowed(limited_to_instance: bool, limited_to_account: bool) -> Verdict {
    Verdict::Allowed(Grant {
        statement_id: "s".to_owned(),
        limited_to_instance,
        limited_to_account,
    })
}

fn not_allowed(undecided: &[&str]) -> Verdict {
    Verdict::NotAllowed { undecided: undecided.iter().map(|&key| key.to_owned()).collect() }
}

#[test]
fn conditions_hold_as_iam_documents_them() {
    let arn_like = format!(r#"{{"ArnLike":{{"AWS:SourceArn":"{INSTANCE}"}}}}"#);
    let both = format!(
        r#"{{"ArnLike":{{"AWS:SourceArn":"{INSTANCE}"}},"StringEquals":{{"AWS:SourceAccount":"{ACCOUNT}"}}}}"#
    );
    let string_like = format!(r#"{{"StringLike":{{"aws:SourceArn":"{INSTANCE}"}}}}"#);
    let two = format!(
        r#"{{"ArnEquals":{{"aws:SourceArn":["{INSTANCE}","arn:aws:connect:eu-central-1:111122223333:instance/other"]}}}}"#
    );
    let table: Vec<(&str, &str, Verdict)> = vec![
        ("both conditions", &both, allowed(true, true)),
        ("no SourceAccount", &arn_like, allowed(true, false)),
        ("no condition", "{}", allowed(false, false)),
        (
            "no SourceArn",
            r#"{"StringEquals":{"aws:SourceAccount":"111122223333"}}"#,
            allowed(false, true),
        ),
        (
            "another instance",
            r#"{"ArnLike":{"aws:SourceArn":"arn:aws:connect:eu-central-1:111122223333:instance/other"}}"#,
            not_allowed(&[]),
        ),
        (
            "any instance of the account",
            r#"{"ArnLike":{"aws:SourceArn":"arn:aws:connect:*:111122223333:instance/*"}}"#,
            allowed(false, false),
        ),
        (
            "another account",
            r#"{"StringEquals":{"aws:SourceAccount":"444455556666"}}"#,
            not_allowed(&[]),
        ),
        (
            "one of several accounts",
            r#"{"StringEquals":{"aws:SourceAccount":["444455556666","111122223333"]}}"#,
            allowed(false, false),
        ),
        (
            "StringLike",
            r#"{"StringLike":{"aws:SourceArn":"arn:aws:connect:eu-central-1:*"}}"#,
            allowed(false, false),
        ),
        ("StringLike without a wildcard", &string_like, allowed(true, false)),
        ("this instance or another", &two, allowed(false, false)),
        (
            "IfExists names nobody who sends no account",
            r#"{"StringEqualsIfExists":{"aws:SourceAccount":"111122223333"}}"#,
            allowed(false, false),
        ),
        (
            "IfExists of another account",
            r#"{"StringEqualsIfExists":{"aws:SourceAccount":"444455556666"}}"#,
            not_allowed(&[]),
        ),
        (
            "the account has to be sent",
            r#"{"Null":{"aws:SourceAccount":"false"}}"#,
            allowed(false, false),
        ),
        (
            "the account must not be sent",
            r#"{"Null":{"aws:SourceAccount":"true"}}"#,
            not_allowed(&[]),
        ),
        (
            "a policy variable",
            r#"{"StringEquals":{"aws:SourceAccount":"${aws:PrincipalAccount}"}}"#,
            not_allowed(&["aws:SourceAccount"]),
        ),
        ("StringLike star", r#"{"StringLike":{"aws:SourceArn":"*"}}"#, allowed(false, false)),
        (
            "an ARN pattern never reaches over a colon",
            r#"{"ArnLike":{"aws:SourceArn":"arn:aws:*:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11"}}"#,
            not_allowed(&[]),
        ),
        (
            "a negated operator",
            r#"{"StringNotEquals":{"aws:SourceAccount":"111122223333"}}"#,
            not_allowed(&[]),
        ),
        (
            "a key that only AWS knows",
            r#"{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}"#,
            not_allowed(&["aws:PrincipalOrgID"]),
        ),
        (
            "an operator nobody knows",
            r#"{"StringAlmost":{"aws:SourceAccount":"111122223333"}}"#,
            not_allowed(&["StringAlmost"]),
        ),
    ];
    for (name, condition, expected) in table {
        assert_eq!(asked(&policy("Allow", ALIAS, condition)), expected, "{name}");
    }
}

#[test]
fn permission_on_the_function_is_not_permission_on_its_alias() {
    assert_eq!(asked(&policy("Allow", FUNCTION, "{}")), not_allowed(&[]));
    assert_eq!(asked(&policy("Allow", &format!("{FUNCTION}:*"), "{}")), allowed(false, false));
}

#[test]
fn a_deny_outweighs_every_allow() {
    let statement = |effect: &str, condition: &str| {
        format!(
            r#"{{"Sid":"{effect}","Effect":"{effect}","Principal":"*","Action":"lambda:*","Resource":"*","Condition":{condition}}}"#
        )
    };
    let both = |condition: &str| {
        format!(
            r#"{{"Statement":[{},{}]}}"#,
            statement("Allow", "{}"),
            statement("Deny", condition)
        )
    };
    let denied = Verdict::Denied { statement_id: "Deny".to_owned() };
    assert_eq!(asked(&both("{}")), denied);
    assert_eq!(asked(&both(r#"{"Bool":{"aws:SecureTransport":"false"}}"#)), denied);
    assert!(matches!(
        asked(&both(r#"{"StringEquals":{"aws:SourceAccount":"444455556666"}}"#)),
        Verdict::Allowed(_)
    ));
}

#[test]
fn other_principals_and_actions_do_not_count() {
    let good = policy("Allow", ALIAS, "{}");
    for (from, to) in [
        ("connect.amazonaws.com", "lex.amazonaws.com"),
        ("lambda:InvokeFunction", "lambda:GetFunction"),
        ("\"Service\"", "\"AWS\""),
    ] {
        assert_eq!(asked(&good.replace(from, to)), not_allowed(&[]), "{to}");
    }
    assert_eq!(asked(&good.replace("InvokeFunction", "invoke*")), allowed(false, false));
}

/// An Allow for everything, and a Deny with these elements.
fn beside_an_allow(deny: &str) -> Verdict {
    let allow = r#"{"Sid":"a","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#;
    asked(&format!(r#"{{"Statement":[{allow},{{"Sid":"d","Effect":"Deny",{deny}}}]}}"#))
}

#[test]
fn what_a_deny_leaves_out_it_does_not_deny() {
    let connect = r#"{"Service":"connect.amazonaws.com"}"#;
    let other = r#"{"Service":"lex.amazonaws.com"}"#;
    let denied = [
        r#""Principal":"*","NotAction":"lambda:GetFunction","Resource":"*""#.to_owned(),
        r#""Principal":"*","Action":"*","NotResource":"arn:aws:lambda:*:*:function:other""#
            .to_owned(),
        format!(r#""NotPrincipal":{other},"Action":"*","Resource":"*""#),
    ];
    for deny in denied {
        assert_eq!(
            beside_an_allow(&deny),
            Verdict::Denied { statement_id: "d".to_owned() },
            "{deny}"
        );
    }
    let allowed = [
        r#""Principal":"*","NotAction":"lambda:Invoke*","Resource":"*""#.to_owned(),
        format!(r#""Principal":"*","Action":"*","NotResource":"{ALIAS}""#),
        format!(r#""NotPrincipal":{connect},"Action":"*","Resource":"*""#),
    ];
    for deny in allowed {
        assert!(matches!(beside_an_allow(&deny), Verdict::Allowed(_)), "{deny}");
    }
}

#[test]
fn what_nobody_but_aws_can_decide_may_deny() {
    let denied = Verdict::Denied { statement_id: "d".to_owned() };
    let mine = "arn:aws:lambda:*:*:function:${aws:PrincipalTag/team}-*";
    let condition = |operator: &str, value: &str| {
        format!(
            r#""Principal":"*","Action":"*","Resource":"*","Condition":{{"{operator}":{{"aws:SourceAccount":"{value}"}}}}"#
        )
    };
    for deny in [
        format!(r#""Principal":"*","Action":"*","Resource":"{mine}""#),
        format!(r#""Principal":"*","Action":"*","NotResource":"{mine}""#),
        condition("StringEquals", "${aws:PrincipalAccount}"),
        condition("StringNotEquals", "${aws:PrincipalAccount}"),
        condition("ForAllValues:StringEquals", "444455556666"),
    ] {
        assert_eq!(beside_an_allow(&deny), denied, "{deny}");
    }
}

#[test]
fn the_widest_grant_is_reported() {
    let open = r#"{"Sid":"open","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#;
    let narrow = format!(
        r#"{{"Sid":"narrow","Effect":"Allow","Principal":{{"Service":"connect.amazonaws.com"}},"Action":"*","Resource":"*","Condition":{{"ArnEquals":{{"aws:SourceArn":"{INSTANCE}"}}}}}}"#
    );
    let verdict = asked(&format!(r#"{{"Statement":[{open},{narrow},{open}]}}"#));
    assert!(matches!(verdict, Verdict::Allowed(grant) if grant.statement_id == "open"));
    let only = asked(&format!(r#"{{"Statement":[{narrow}]}}"#));
    assert!(matches!(only, Verdict::Allowed(grant) if grant.limited_to_instance));
}

#[test]
fn what_is_no_policy_is_an_error() {
    let request = InvokeRequest { resource: ALIAS, source_arn: INSTANCE, source_account: ACCOUNT };
    for text in ["", "[]", "{}", r#"{"Statement":[{"Effect":"Maybe"}]}"#] {
        assert!(evaluate(text, &request).is_err(), "{text} was taken");
    }
}
