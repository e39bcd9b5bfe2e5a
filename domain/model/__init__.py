"""The nouns: one file each, all of them tables."""

from domain.model.account import Account, ApiToken, LoginFailure, LoginSession, OneTimeLink, Role, RoleGrant
from domain.model.agenda import Agenda, AgendaItem, Draft, MinutesRemark, Readiness, Remark
from domain.model.body import Body, BodyKind
from domain.model.case import Attachment, Case, CaseState
from domain.model.cycle import AgreedWheel, Cycle, CycleRisk, CycleState
from domain.model.decision import Decision, Outcome, PublicWording
from domain.model.due import Due, DueKind
from domain.model.feed import Feed, FeedKind, FeedState, Fragment, FragmentCase, FragmentKind
from domain.model.follow_up import FollowUp, FollowUpState
from domain.model.goal import Action, ActionState, Better, Goal, Indicator, Measurement, Progress
from domain.model.heartbeat import Heartbeat
from domain.model.invitation import Answer, Attendance, FailingAddress, IncomingKind, IncomingMail
from domain.model.journal import Entry, JournalHead
from domain.model.mail import AccessChange, Mail, MailKind, MailState, Notice, NoticeKind
from domain.model.mail_switch import DigestHour, MailOff
from domain.model.mail_text import OwnMailText
from domain.model.meeting import Meeting, MeetingDeadline, MeetingStatus
from domain.model.mirror import ChangeInOutlook, MirroredCalendar, MirroredMeeting
from domain.model.post import Absence, Holding, Person, Post
from domain.model.profile_text import ProfileText
from domain.model.second_factor import LoginStep, RecoveryCode, SecondFactor
from domain.model.secret import Secret
from domain.model.standing import StandingUse
from domain.model.stop import Stop, StopState
from domain.model.stored_file import Blob, MeetingSource, StoredFile

__all__ = [
    "Absence",
    "AccessChange",
    "Account",
    "Action",
    "ActionState",
    "Agenda",
    "AgendaItem",
    "AgreedWheel",
    "Answer",
    "ApiToken",
    "Attachment",
    "Attendance",
    "Better",
    "Blob",
    "Body",
    "BodyKind",
    "Case",
    "CaseState",
    "ChangeInOutlook",
    "Cycle",
    "CycleRisk",
    "CycleState",
    "Decision",
    "DigestHour",
    "Draft",
    "Due",
    "DueKind",
    "Entry",
    "FailingAddress",
    "Feed",
    "FeedKind",
    "FeedState",
    "FollowUp",
    "FollowUpState",
    "Fragment",
    "FragmentCase",
    "FragmentKind",
    "Goal",
    "Heartbeat",
    "Holding",
    "IncomingKind",
    "IncomingMail",
    "Indicator",
    "JournalHead",
    "LoginFailure",
    "LoginSession",
    "LoginStep",
    "Mail",
    "MailKind",
    "MailOff",
    "MailState",
    "Measurement",
    "Meeting",
    "MeetingDeadline",
    "MeetingSource",
    "MeetingStatus",
    "MinutesRemark",
    "MirroredCalendar",
    "MirroredMeeting",
    "Notice",
    "NoticeKind",
    "OneTimeLink",
    "Outcome",
    "OwnMailText",
    "Person",
    "Post",
    "ProfileText",
    "Progress",
    "PublicWording",
    "Readiness",
    "RecoveryCode",
    "Remark",
    "Role",
    "RoleGrant",
    "SecondFactor",
    "Secret",
    "StandingUse",
    "Stop",
    "StopState",
    "StoredFile",
]
