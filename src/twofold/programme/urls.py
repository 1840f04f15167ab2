"""URLs of this app."""

from django.urls import path

from twofold.programme.views import accounts, facilities, sites, staff, supplies

urlpatterns = [
    path("sites/", sites.sites, name="sites"),
    path("sites/new/", sites.new_site, name="site_new"),
    path("sites/<uuid:site>/", sites.change_site, name="site_change"),
    path("sites/<uuid:site>/close/", sites.close_site, name="site_close"),
    path("sites/<uuid:site>/reopen/", sites.reopen_site, name="site_reopen"),
    path("staff/", staff.staff, name="staff"),
    path("staff/new/", staff.new_staff, name="staff_new"),
    path("staff/<uuid:staff>/", staff.change_staff, name="staff_change"),
    path("staff/<uuid:staff>/password/", accounts.give_password, name="staff_password"),
    path("staff/<uuid:staff>/second-key/", accounts.reset_second_factor, name="staff_second_factor"),
    path("staff/<uuid:staff>/close/", accounts.close_account, name="account_close"),
    path("staff/<uuid:staff>/open/", accounts.open_account, name="account_open"),
    path("facilities/", facilities.facilities, name="facilities"),
    path("facilities/new/", facilities.new_facility, name="facility_new"),
    path("facilities/<uuid:facility>/", facilities.change_facility, name="facility_change"),
    path("facilities/<uuid:facility>/close/", facilities.close_facility, name="facility_close"),
    path("facilities/<uuid:facility>/reopen/", facilities.reopen_facility, name="facility_reopen"),
    path("catalogue/", supplies.supplies, name="catalogue"),
]
