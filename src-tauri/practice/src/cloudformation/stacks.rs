//! Stacks, asked for and described.

use std::collections::{BTreeMap, VecDeque};

use super::{
    sam, shape,
    template::{self, Template},
    validation,
};
use crate::{
    wire::{
        doc::{Doc, structure},
        error::AwsError,
        page,
    },
    world::{
        World,
        account::{ACCOUNT, REGION},
        stacks::{Before, Stack, WorkKind},
    },
};

const PAGE: usize = 100;

/// What `CreateStack`, `UpdateStack` and `CreateChangeSet` ask for.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub name: String,
    pub text: String,
    pub template: Template,
    pub tags: BTreeMap<String, String>,
    pub capabilities: Vec<String>,
}

impl Request {
    pub(super) fn read(input: &Doc, before: Option<&Stack>) -> Result<Self, AwsError> {
        let name = required(input, "StackName")?.to_owned();
        let kept = || before.map(|stack| stack.template.clone());
        let previous = input.bool("UsePreviousTemplate") == Some(true);
        let text = if previous { kept() } else { input.text("TemplateBody").map(str::to_owned) };
        let text = text
            .ok_or_else(|| validation("Either Template URL or Template Body must be specified."))?;
        let given = parameters(input, before);
        let template = template::read(&text, &given).map_err(validation)?;
        let capabilities = input.texts("Capabilities");
        check_capabilities(&template, &capabilities)?;
        let template = sam::transform(template);
        let given = input.list("Tags").iter();
        let given = given.filter_map(|it| Some((it.text("Key")?.into(), it.text("Value")?.into())));
        // Tags that are not spoken of stay.
        let tags = match (input.get("Tags"), before) {
            (None, Some(stack)) => stack.tags.clone(),
            (Some(_) | None, _) => given.collect(),
        };
        Ok(Self { name, text, template, tags, capabilities })
    }
}

/// `CreateStack`
pub(super) fn create(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let request = Request::read(input, None)?;
    let id = begin(world, request)?;
    Ok(structure([("StackId", Some(Doc::Text(id)))]))
}

/// Begins a stack and answers its id.
pub(super) fn begin(world: &mut World, request: Request) -> Result<String, AwsError> {
    let name = &request.name;
    let letters = |it: char| it.is_ascii_alphanumeric() || it == '-';
    if !name.starts_with(|it: char| it.is_ascii_alphabetic()) || !name.chars().all(letters) {
        return Err(validation(format!(
            "1 validation error detected: Value '{name}' at 'stackName' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*"
        )));
    }
    if find(world, name).is_ok() {
        let text = format!("Stack [{name}] already exists");
        return Err(AwsError::new(400, "AlreadyExistsException", text));
    }
    let id = format!("arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{name}/{}", world.new_id());
    let created_ms = world.now_ms();
    world.stacks.push(Stack {
        id: id.clone(),
        name: request.name,
        status: "",
        reason: None,
        description: request.template.description,
        template: request.text,
        parameters: request.template.parameters,
        tags: request.tags,
        capabilities: request.capabilities,
        wanted_outputs: request.template.outputs,
        outputs: Vec::new(),
        created_ms,
        updated_ms: None,
        resources: Vec::new(),
        events: Vec::new(),
        work: None,
    });
    let place = world.stacks.len() - 1;
    let steps = world.steps_to(place, &request.template.resources);
    let reason = Some("User Initiated".to_owned());
    world.begin_work(place, WorkKind::Create, steps, None, reason);
    Ok(id)
}

/// `UpdateStack`
pub(super) fn update(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let place = find(world, required(input, "StackName")?)?;
    let request = Request::read(input, Some(&world.stacks[place]))?;
    let id = change(world, place, request)?;
    Ok(structure([("StackId", Some(Doc::Text(id)))]))
}

/// Begins a change of a stack and answers its id.
pub(super) fn change(
    world: &mut World,
    place: usize,
    request: Request,
) -> Result<String, AwsError> {
    let (now_ms, stack) = (world.now_ms(), &world.stacks[place]);
    let (id, status) = (stack.id.clone(), stack.status);
    if stack.work.is_some() || status.ends_with("FAILED") || status == "ROLLBACK_COMPLETE" {
        let text = format!("Stack:{id} is in {status} state and can not be updated.");
        return Err(validation(text));
    }
    let steps = world.steps_to(place, &request.template.resources);
    if steps.is_empty() && stack.tags == request.tags {
        return Err(validation("No updates are to be performed."));
    }
    let declared = stack.resources.iter().map(|it| (it.logical.clone(), it.declared.clone()));
    let before = Before {
        parameters: stack.parameters.clone(),
        template: stack.template.clone(),
        declared: declared.collect(),
        outputs: stack.wanted_outputs.clone(),
    };
    let stack = &mut world.stacks[place];
    stack.parameters = request.template.parameters;
    stack.template = request.text;
    stack.tags = request.tags;
    stack.wanted_outputs = request.template.outputs;
    stack.updated_ms = Some(now_ms);
    let reason = Some("User Initiated".to_owned());
    world.begin_work(place, WorkKind::Update, steps, Some(before), reason);
    Ok(id)
}

/// `DeleteStack`: one that is not there is no failure.
pub(super) fn delete(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let Ok(place) = find(world, required(input, "StackName")?) else {
        return Ok(Doc::Map(Vec::new()));
    };
    let stack = &world.stacks[place];
    if stack.status == "DELETE_IN_PROGRESS" {
        return Ok(Doc::Map(Vec::new()));
    }
    if stack.status.ends_with("IN_PROGRESS") {
        let text = format!("Stack [{}] is in {} state", stack.name, stack.status);
        return Err(validation(text));
    }
    let steps: VecDeque<_> = world.steps_to(place, &serde_json::Map::new());
    let reason = Some("User Initiated".to_owned());
    world.begin_work(place, WorkKind::Delete, steps, None, reason);
    Ok(Doc::Map(Vec::new()))
}

/// `DescribeStacks`: by id even those that were deleted.
pub(super) fn describe(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let shown: Vec<Doc> = if let Some(name) = input.text("StackName") {
        vec![shape::stack(&world.stacks[find(world, name)?])]
    } else {
        let there = world.stacks.iter().filter(|it| it.status != "DELETE_COMPLETE");
        there.map(shape::stack).collect()
    };
    paged(shown, "Stacks", "DescribeStacks", input)
}

/// `DescribeStackEvents`, newest first.
pub(super) fn events(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let stack = &world.stacks[find(world, required(input, "StackName")?)?];
    let events = stack.events.iter().rev().map(|it| shape::event(stack, it)).collect();
    paged(events, "StackEvents", &format!("DescribeStackEvents {}", stack.id), input)
}

/// `DescribeStackResources`
pub(super) fn resources(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let stack = &world.stacks[find(world, required(input, "StackName")?)?];
    let shown = stack.resources.iter().map(|it| shape::resource(stack, it)).collect();
    Ok(structure([("StackResources", Some(Doc::List(shown)))]))
}

/// `ListStacks`, those that were deleted among them.
pub(super) fn list(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let wanted = input.texts("StackStatusFilter");
    let listed = |stack: &&Stack| wanted.is_empty() || wanted.iter().any(|it| it == stack.status);
    let shown = world.stacks.iter().rev().filter(listed).map(shape::summary).collect();
    paged(shown, "StackSummaries", &format!("ListStacks {}", wanted.join(",")), input)
}

/// `GetTemplate`
pub(super) fn template(world: &mut World, input: &Doc) -> Result<Doc, AwsError> {
    let stack = &world.stacks[find(world, required(input, "StackName")?)?];
    Ok(structure([("TemplateBody", Some(Doc::of(&stack.template)))]))
}

/// Where the stack of a name or an id stands.
pub(super) fn find(world: &World, name: &str) -> Result<usize, AwsError> {
    let is_it = |stack: &Stack| {
        stack.id == name || (stack.name == name && stack.status != "DELETE_COMPLETE")
    };
    let place = world.stacks.iter().position(is_it);
    place.ok_or_else(|| validation(format!("Stack with id {name} does not exist")))
}

pub(super) fn required<'a>(input: &'a Doc, name: &str) -> Result<&'a str, AwsError> {
    let given = input.text(name).filter(|it| !it.is_empty());
    given.ok_or_else(|| validation(format!("The parameter {name} is required")))
}

fn parameters(input: &Doc, before: Option<&Stack>) -> BTreeMap<String, String> {
    let value = |given: &Doc| -> Option<(String, String)> {
        let name = given.text("ParameterKey")?;
        if given.bool("UsePreviousValue") == Some(true) {
            return Some((name.to_owned(), before?.parameters.get(name)?.clone()));
        }
        Some((name.to_owned(), given.text("ParameterValue")?.to_owned()))
    };
    input.list("Parameters").iter().filter_map(value).collect()
}

fn check_capabilities(template: &Template, given: &[String]) -> Result<(), AwsError> {
    let has = |name: &str| given.iter().any(|it| it == name);
    let transforms = !template.transforms.is_empty();
    let missing = if transforms && !has("CAPABILITY_AUTO_EXPAND") {
        "CAPABILITY_AUTO_EXPAND"
    } else if transforms && !has("CAPABILITY_IAM") && !has("CAPABILITY_NAMED_IAM") {
        "CAPABILITY_IAM"
    } else {
        return Ok(());
    };
    let text = format!("Requires capabilities : [{missing}]");
    Err(AwsError::new(400, "InsufficientCapabilitiesException", text))
}

fn paged(items: Vec<Doc>, name: &'static str, scope: &str, input: &Doc) -> Result<Doc, AwsError> {
    let token = input.text("NextToken").filter(|it| !it.is_empty());
    let page = page::page(items, scope, token, PAGE)
        .map_err(|_| validation("The NextToken is not valid"))?;
    Ok(structure([(name, Some(Doc::List(page.items))), ("NextToken", page.next.map(Doc::Text))]))
}
