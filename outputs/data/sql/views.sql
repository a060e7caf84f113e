-- The joins people need, in the words that SQLite and DuckDB share. Described in docs/analyst.md.

-- Each legal act once: the best copy of it, and every document whose act is not known.
create view documents_once as
select d.*, s.path
from documents d join sources s using (source_id)
where coalesce(d.witness_rank, 1) = 1;

-- Every task, group rows left out, with what its document tells.
create view tasks_full as
select
    t.*, d.path, d.kind as document_kind, d.number as document_number, d.issued_on, d.title as document_title,
    d.issuer, d.issuer_level, d.province, d.plan_year_start, d.plan_year_end
from tasks t join documents_once d using (document_id)
where not t.is_group;

-- A row for each agency that leads a task; `share` is 1 divided by how many lead it, so that shares add up to tasks.
create view task_leads as
select
    a.task_id, a.name as agency, a.agency_id, a.level, a.is_collective, 1.0 / n.leads as share, t.title, t.section_title,
    t.programme_area, t.deadline_start, t.deadline_end, t.budget_vnd, t.document_id, t.document_number, t.province,
    t.plan_year_start
from task_agencies a
join (select task_id, count(*) as leads from task_agencies where role = 'lead' group by task_id) n using (task_id)
join tasks_full t using (task_id)
where a.role = 'lead';

-- Who leads with whom: a row for each pair of agencies in a task, collectives left out.
create view agency_pairs as
select l.task_id, l.name as lead, c.name as coordinating, t.document_id, t.province, t.plan_year_start
from task_agencies l
join task_agencies c using (task_id)
join tasks_full t using (task_id)
where l.role = 'lead' and c.role = 'coordinating' and not l.is_collective and not c.is_collective;

-- Findings with the file, the document and the task they are about.
create view findings_full as
select f.*, s.path, d.kind as document_kind, d.number as document_number, t.number as task_number, t.title as task_title
from findings f
join sources s using (source_id)
left join documents d using (document_id)
left join (
    select task_id, number, title from tasks union all select task_id, number, title from text_tasks
) t using (task_id);

-- Citations with the document that cites.
create view citations_full as
select
    c.*, d.path, d.kind as document_kind, d.number as document_number, d.issued_on as document_issued_on, d.province,
    d.plan_year_start
from citations c join documents_once d using (document_id);
