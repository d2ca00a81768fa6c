-- What is asked of one person, and what goes with a schedule, does not grow with what others have.
CREATE INDEX managers_of_user ON managers (user_id);
CREATE INDEX told_conflicts_of_person ON told_conflicts (workspace_id, user_id);
CREATE INDEX team_members_of_user ON team_members (user_id);
CREATE INDEX export_links_of_schedule ON export_links (schedule_id);
CREATE INDEX covers_returning ON covers (return_schedule);
CREATE INDEX cover_offers_of_swap ON cover_offers (swap_id);
