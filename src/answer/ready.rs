//! Which members of an answer are certain before all of its sources have ended.

use alloc::vec::Vec;

use super::{Context, GroupMember, Join, Label, Reduction, SpliceBuilder, Template, TopMember};

impl Context<'_> {
    /// Writes the largest members of the answer that are certain now and were not before, each as its
    /// path and its value. `ended` says of each source whether it has, and `before` when members were
    /// written last, if any were.
    ///
    /// Recursion is bounded by the depth of the plan, which was read with a limit.
    pub fn write_ready(
        &self,
        template: &Template,
        before: Option<&[bool]>,
        ended: &[bool],
        out: &mut SpliceBuilder,
    ) {
        self.write_members(template, &mut Vec::new(), &mut true, before, ended, out);
    }

    fn write_members<'t>(
        &self,
        template: &'t Template,
        path: &mut Vec<&'t Label>,
        first: &mut bool,
        before: Option<&[bool]>,
        ended: &[bool],
        out: &mut SpliceBuilder,
    ) {
        if before.is_some_and(|before| self.is_ready(template, before)) {
            return;
        }
        if !self.is_ready(template, ended) {
            if let Template::Object(members) = template {
                for (label, member) in members {
                    path.push(label);
                    self.write_members(member, path, first, before, ended, out);
                    path.pop();
                }
            }
            return;
        }
        let text = out.text();
        text.extend_from_slice(if core::mem::take(first) {
            b"{\"path\":["
        } else {
            b",{\"path\":["
        });
        for (place, label) in path.iter().enumerate() {
            if place > 0 {
                text.push(b',');
            }
            label.write_name(text);
        }
        text.extend_from_slice(b"],\"value\":");
        self.write(template, out);
        out.text().push(b'}');
    }

    /// Whether what has not ended cannot change it.
    fn is_ready(&self, template: &Template, ended: &[bool]) -> bool {
        let has_ended = |source: &usize| ended.get(*source) == Some(&true);
        match template {
            Template::Constant(_) | Template::Parameter(_) => true,
            Template::Object(members) => {
                members.iter().all(|(_, member)| self.is_ready(member, ended))
            }
            Template::Array(elements) => elements.iter().all(|one| self.is_ready(one, ended)),
            Template::Body { source, .. } | Template::Count { source, .. } => has_ended(source),
            Template::Reduced { source, reduction, .. } => {
                let gathered = self.sources.get(*source);
                let reduction = gathered.and_then(|gathered| gathered.recipe.reduction(*reduction));
                has_ended(source) && reduction.is_none_or(|reduction| joins(reduction, &has_ended))
            }
            Template::Statuses(names) | Template::Reports(names) | Template::Health(names) => {
                names.iter().all(|(_, source)| has_ended(source))
            }
            // As they are when the answer is whole.
            Template::Snapshot | Template::Time => false,
        }
    }
}

/// Whether all the sources that a reduction looks values up in have ended.
fn joins(reduction: &Reduction, has_ended: &impl Fn(&usize) -> bool) -> bool {
    let ended = |join: &Join| has_ended(&join.source);
    match reduction {
        Reduction::Group(group) => group.item.iter().all(|(_, member)| match member {
            GroupMember::Join(join) => ended(join),
            GroupMember::Key | GroupMember::Fold(..) => true,
        }),
        Reduction::Top(top) => top.item.iter().all(|(_, member)| match member {
            TopMember::Join(_, join) => ended(join),
            TopMember::Field(..) => true,
        }),
        _ => true,
    }
}
